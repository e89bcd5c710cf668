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

// schemes: who asks for a dark page gets one.
async function schemes(page) {
    const background = async value => {
        await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value }]);
        return page.$eval("body", body => getComputedStyle(body).backgroundColor);
    };
    assert.notEqual(await background("dark"), await background("light"));
}

// table: all are counted, 500 of more are laid out until somebody asks, and searching and sorting work.
async function table(page, count) {
    const all = Number((await text(page, "#shown")).match(/^(\d+) of \1 secrets$/)[1]);
    if (count !== null) assert.equal(all, count);
    const before = await rows(page);
    assert.equal(before.length, Math.min(all, 500));
    await page.click("#secrets th[data-key=where] button");
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
