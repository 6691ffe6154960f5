/* The squares of a class under the arrow keys: one step a key, Home and End within a line. */
(() => {
  const table = document.querySelector("table.heat");
  if (!table) return;
  const lines = [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.querySelector("a")));
  for (const hint of document.querySelectorAll("[data-grid-keys]")) hint.hidden = false;
  // What the level of a student does not ask for is stepped over.
  const along = (line, from, step) => {
    for (let place = from; place >= 0 && place < line.length; place += step) if (line[place]) return line[place];
    return null;
  };
  const STEPS = {
    ArrowRight: (line, place) => along(lines[line], place + 1, 1),
    ArrowLeft: (line, place) => along(lines[line], place - 1, -1),
    ArrowDown: (line, place) => down(line + 1, place, 1),
    ArrowUp: (line, place) => down(line - 1, place, -1),
    Home: (line) => along(lines[line], 0, 1),
    End: (line) => along(lines[line], lines[line].length - 1, -1),
  };
  const down = (from, place, step) => {
    for (let line = from; line >= 0 && line < lines.length; line += step) if (lines[line][place]) return lines[line][place];
    return null;
  };
  table.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const cell = event.target.closest("td, th");
    const line = [...table.tBodies[0].rows].indexOf(cell?.parentElement);
    if (line < 0) return;
    event.preventDefault();
    const next = step(line, cell.cellIndex);
    if (!next) return;
    next.focus();
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
})();
