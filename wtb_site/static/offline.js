/* Makes the shell useful: the choice of work processes that this device saw, and a key of its own. */
import { choices, user } from "./queue.js";

const form = document.querySelector("[data-evidence-form]");
const picker = form.querySelector("[data-picker]");
const wanted = new URLSearchParams(location.search).get("work_process");
form.querySelector("[name=key]").value = crypto.randomUUID();
const today = new Date();
const two = (number) => `${number}`.padStart(2, "0");
form.querySelector("[name=made_on]").value =
  `${today.getFullYear()}-${two(today.getMonth() + 1)}-${two(today.getDate())}`;

const group = ({ number, title, picks }) => {
  const part = picker.querySelector("[data-group-row]").content.cloneNode(true).firstElementChild;
  part.querySelector(".balloon").textContent = number;
  part.querySelector(".balloon").hidden = !number;
  part.querySelector("[data-group]").textContent = title;
  for (const { code, title: words } of picks) {
    const row = picker.querySelector("[data-pick-row]").content.cloneNode(true).firstElementChild;
    row.querySelector("input").value = code;
    row.querySelector("input").checked = code === wanted;
    if (code === wanted) part.open = true;
    row.querySelector(".num").textContent = code;
    row.querySelector("[data-title]").textContent = words;
    part.append(row);
  }
  return part;
};

const known = user() ? await choices.get(user()) : null;
if (known) picker.append(...known.groups.map(group));
document.querySelector("[data-again]").href = location.pathname + location.search;
await import("./evidence.js");
// Only now: a form that is sent without its script would lose every word of it.
for (const part of document.querySelectorAll("[data-known]")) {
  part.hidden = (part.dataset.known === "yes") !== Boolean(known);
}
