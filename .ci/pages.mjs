// Opens HTML reports of 0, 10, 5,000 and hostile findings in a headless Chromium, wide and narrow, dark and light: each shows what it
// should, fits its width, is searched and sorted, asks for nothing from elsewhere, and runs nothing but its own script.
import assert from "node:assert/strict";
import puppeteer from "puppeteer-core";

const sizes = [{ width: 1600, height: 1000 }, { width: 360, height: 740 }];
const found = { 0: 0, 10: 10, 5000: 5000, hostile: null };

const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"], protocolTimeout: 120000 });
try {
    for (const name of Object.keys(found)) for (const size of sizes) await look(name, size);
} finally {
    await browser.close();
}

async function look(name, size) {
    const address = new URL(`${name}.html`, import.meta.url).href, wrong = [];
    const page = await browser.newPage();
    page.on("request", request => { if (request.url() !== address) wrong.push(`asks for ${request.url()}`); });
    page.on("pageerror", error => wrong.push(String(error)));
    page.on("console", message => wrong.push(message.text()));
    page.on("dialog", async dialog => { wrong.push("a dialog"); await dialog.dismiss(); });
    await page.setViewport(size);
    await page.goto(address);
    await fits(page);
    await schemes(page);
    if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/${name}-${size.width}.png` });
    if (name === "0") assert.match(await text(page, "main"), /Nothing was found/);
    else await table(page, found[name]);
    assert.deepEqual(wrong, [], `${name}, ${size.width} wide`);
    await page.close();
    console.log(`${name}.html, ${size.width} wide: fine`);
}

function text(page, selector) {
    return page.$eval(selector, element => element.innerText);
}

// rows of the table that are laid out, in their order.
function rows(page) {
    return page.$$eval("#secrets tbody tr", all => all.filter(row => row.getClientRects().length).map(row => row.dataset.name + row.cells[2].textContent));
}

// fits: nothing sticks out to the side of the window.
async function fits(page) {
    const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    assert.ok(content <= window, `${content} pixels of content in ${window}`);
}

// schemes: who asks for a dark page gets one, and can read either.
async function schemes(page) {
    const background = async value => {
        await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value }]);
        await accessible(page);
        return page.$eval("body", body => getComputedStyle(body).backgroundColor);
    };
    assert.notEqual(await background("dark"), await background("light"));
}

// accessible: headings go down one level at a time, what is typed into or chosen from has a label, and text stands out from what is behind it.
async function accessible(page) {
    const levels = await page.$$eval("h1, h2, h3, h4", all => all.map(h => Number(h.tagName[1])));
    assert.ok(levels[0] === 1 && levels.every((level, n) => level <= (levels[n - 1] ?? 0) + 1), `headings ${levels}`);
    assert.equal(await page.$$eval("input, select", all => all.filter(field => !field.labels.length).length), 0);
    const poor = await page.evaluate(() => {
        const numbers = colour => colour.match(/[\d.]+/g).map(Number);
        const light = colour => numbers(colour).slice(0, 3).map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4).reduce((sum, c, n) => sum + c * [0.2126, 0.7152, 0.0722][n], 0);
        const behind = element => { const back = getComputedStyle(element).backgroundColor; return numbers(back)[3] === 0 && element.parentElement ? behind(element.parentElement) : back; };
        const written = [...document.body.querySelectorAll("*")].slice(0, 2000).filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) && e.getClientRects().length);
        return written.map(e => [light(getComputedStyle(e).color), light(behind(e)), e.outerHTML.slice(0, 80)])
            .filter(([a, b]) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5).map(([, , html]) => html);
    });
    assert.deepEqual(poor, []);
}

// table: all are counted, 500 of more are laid out until somebody asks, and searching and sorting work.
async function table(page, count) {
    const all = Number((await text(page, "#shown")).match(/^(?:first 500|\d+) of (\d+) secrets$/)[1]);
    if (count !== null) assert.equal(all, count);
    const before = await rows(page);
    assert.equal(before.length, Math.min(all, 500));
    await page.focus("#secrets th[data-key=where] button");
    await page.keyboard.press("Enter");
    assert.equal(await page.$eval("#secrets th[data-key=where]", th => th.ariaSort), "ascending");
    const sorted = await rows(page);
    assert.equal(sorted.length, before.length);
    assert.notDeepEqual(sorted, before);
    if (all > 500) {
        await page.click("#more");
        assert.equal((await rows(page)).length, all);
    }
    await page.type("#filters input[name=text]", "nowhere to be found");
    assert.match(await text(page, "#shown"), /^0 of /);
    assert.equal((await rows(page)).length, 0);
    await fits(page);
}
