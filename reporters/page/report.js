"use strict";
(function () {
  const table = document.getElementById("secrets"), form = document.getElementById("filters");
  if (!table) return;
  const compare = new Intl.Collator().compare, body = table.tBodies[0], shown = document.getElementById("shown");
  const rows = Array.from(body.rows, (row, order) => ({ row, order, text: row.textContent.toLowerCase(), data: row.dataset, where: row.cells[2].textContent }));
  const selects = Array.from(form.querySelectorAll("select"));

  for (const select of selects) {
    const counts = new Map();
    for (const r of rows) counts.set(r.data[select.name], (counts.get(r.data[select.name]) || 0) + 1);
    const values = Array.from(counts.keys());
    if (select.name === "provider") values.sort();
    for (const value of values) select.add(new Option(value + " (" + counts.get(value) + ")", value));
  }

  // Laying thousands of rows out takes seconds: of what fits, the first are shown, until somebody asks for all.
  const more = document.getElementById("more");
  let limit = 500;

  function filter() {
    const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const r of rows) {
      const fits = words.every(w => r.text.includes(w)) && selects.every(s => !s.value || r.data[s.name] === s.value);
      if (fits) count++;
      r.row.hidden = !fits || count > limit;
    }
    shown.value = (count > limit ? "first " + limit : count) + " of " + (count > limit ? count : rows.length) + " secrets";
    more.hidden = count <= limit;
  }

  function all() {
    limit = Infinity;
    filter();
  }

  function sort(header) {
    const key = header.dataset.key, down = header.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", down ? "descending" : "ascending");
    const numeric = key === "rank" || key === "start";
    const value = r => key === "where" ? r.where : numeric ? Number(r.data[key]) : r.data[key];
    const sign = down ? -1 : 1;
    rows.sort((a, b) => {
      const x = value(a), y = value(b);
      const order = numeric ? x - y : compare(x, y);
      return sign * order || a.order - b.order;
    });
    filter();
    const ordered = document.createDocumentFragment();
    for (const r of rows) ordered.append(r.row);
    body.append(ordered);
  }

  for (const header of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    const ticks = header.querySelector(".ticks");
    button.textContent = header.firstChild.textContent;
    header.firstChild.remove();
    header.insertBefore(button, ticks);
    button.addEventListener("click", () => sort(header));
  }
  more.addEventListener("click", all);
  window.addEventListener("beforeprint", () => { all(); for (const d of table.querySelectorAll("details")) d.open = true; });
  form.addEventListener("input", filter);
  form.addEventListener("submit", e => e.preventDefault());
  form.hidden = false;
  filter();
})();
