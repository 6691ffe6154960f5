/* The grid of a qualification: says what is changed, and fills a column from the keyboard. */
(() => {
  const form = document.querySelector("[data-matrix]");
  if (!form) return;
  const told = form.querySelector("[data-count]");
  const quiet = told.textContent;
  const table = form.querySelector("table.me");

  const isChanged = (field) => {
    if (!field.name || field.tagName === "BUTTON" || field.type === "hidden" || field.type === "radio") return false;
    if (field.type === "checkbox") return field.checked !== field.defaultChecked;
    if (field.tagName === "SELECT") return ![...field.options].every((one) => one.selected === one.defaultSelected);
    return field.value !== (field.dataset.stored ?? field.defaultValue);
  };
  const draw = (cell) => {
    const chosen = cell.querySelector("input:checked");
    const differs = chosen && chosen.value !== cell.dataset.stored;
    cell.classList.toggle("changed", Boolean(differs));
    cell.querySelector(".was")?.remove();
    if (!differs) return;
    const stored = cell.querySelector(`input[value="${cell.dataset.stored}"]`);
    const was = document.createElement("span");
    was.className = "was";
    was.textContent = table.dataset.was.replace("{sign}", stored.parentElement.title);
    cell.append(was);
  };
  const count = () => {
    const cells = [...table.querySelectorAll("td.changed")];
    const number = cells.length + [...form.elements].filter(isChanged).length;
    if (!number) {
      told.textContent = quiet;
      return;
    }
    const words = number === 1 ? told.dataset.one : told.dataset.many;
    const where = cells.slice(0, 4).map((cell) => cell.querySelector("legend").textContent);
    told.textContent = [words.replace("{count}", number), ...where].join(" · ") + (cells.length > 4 ? " …" : "");
  };
  form.addEventListener("input", (event) => {
    const cell = event.target.closest("td.lv");
    if (cell) draw(cell);
    count();
  });

  /* One key chooses and goes on to the same column of the next row. */
  const KEYS = { x: "required", X: "required", "?": "provisional", "-": "none" };
  table.addEventListener("keydown", (event) => {
    const sign = KEYS[event.key];
    if (!sign || event.target.type !== "radio" || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const cell = event.target.closest("td");
    cell.querySelector(`input[value="${sign}"]`).checked = true;
    draw(cell);
    count();
    const rows = [...table.querySelectorAll("tbody tr:has(.tri)")];
    const next = rows[rows.indexOf(cell.parentElement) + 1]?.cells[cell.cellIndex];
    (next ?? cell).querySelector("input:checked")?.focus();
  });

  count();
})();
