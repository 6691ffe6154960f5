/* Reviewing: what is said of the piece in the viewer, phrases, keys, and a draft of what is typed.

   A row is one hand-in with its form; several of them may stand in one form. */
import { keepDraft } from "./draft.js";

// What is said of a piece stands with the viewer that shows it.
const show = (piece) => {
  for (const part of document.querySelectorAll("[data-piece]")) part.hidden = part.dataset.piece !== piece;
};
document.addEventListener("viewer:shown", (event) => show(event.detail.piece));
const viewer = document.querySelector("[data-viewer]");
if (viewer) show(viewer.dataset.ofPiece);

const form = document.querySelector("form[data-review]");
let sent = false;
if (form) {
  const draft = keepDraft(form, location.pathname);
  form.addEventListener("submit", (event) => {
    // Who presses twice, decides once.
    if (sent) { event.preventDefault(); return; }
    sent = true;
    draft.stop();
  });
  // Back at a page that the browser kept, it can be sent again.
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}

/* A phrase goes to the end of the feedback, on a line of its own. */
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-phrase]");
  if (!button) return;
  event.preventDefault();
  const field = document.getElementById(button.dataset.phrase);
  const text = field.value.trimEnd();
  field.value = (text ? `${text}\n` : "") + button.lastElementChild.textContent;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});

/* Keys. */
const list = document.querySelector(".key-list");
const opener = document.querySelector("[data-show-keys]");
if (opener) opener.addEventListener("click", () => list.showModal());

const rows = () => (form ? [...form.parentElement.querySelectorAll("[data-row]")] : []);
const current = () => rows().find((row) => row.contains(document.activeElement)) ?? (rows().length === 1 ? rows()[0] : null);

const toRow = (step) => {
  const place = rows().indexOf(current());
  const row = rows()[place < 0 ? 0 : place + step];
  const first = row && (row.querySelector("input[type=radio]:checked") ?? row.querySelector("input[type=radio]"));
  if (first) first.focus();
};
const follow = (key, step) => {
  const link = document.querySelector(`a[data-key=${key}]`);
  if (link) link.click();
  else if (rows().length > 1) toRow(step);
};
const choose = (number) => current()?.querySelectorAll("input[type=radio]")[number - 1]?.click();
const KEYS = {
  1: () => choose(1), 2: () => choose(2), 3: () => choose(3),
  f: () => current()?.querySelector("textarea").focus(),
  j: () => follow("j", 1), k: () => follow("k", -1),
  "?": () => list.showModal(),
};

// Single keys may surprise who speaks or misses them: they work only where they are told of.
const isOn = () => document.documentElement.dataset.keysAre !== "off" && opener !== null && opener.offsetParent !== null;
const IS_TYPING = "textarea, select, input:not([type=radio], [type=checkbox]), [contenteditable]:not([contenteditable=false])";

document.addEventListener("keydown", (event) => {
  if (!isOn() || event.isComposing || event.altKey || event.repeat || list.open) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    if (!sent) form.requestSubmit(form.querySelector("button[value=next]:not([hidden])"));
    return;
  }
  if (event.ctrlKey || event.metaKey || event.target.closest(IS_TYPING)) return;
  // With Caps Lock a letter is large too; with Shift it was meant to be.
  const isLetter = /^[a-z]$/i.test(event.key);
  const act = isLetter && event.shiftKey ? null : KEYS[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});
