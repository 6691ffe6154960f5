/* On every page of somebody who is signed in: sends what waits, shows it, and asks before signing out. */
import { files, forgetUser, onChange, pieces, remember, user } from "./queue.js";
import { draw, say } from "./rows.js";
import { flush, live, on, removePiece, tryNow } from "./sending.js";

const meta = document.querySelector("meta[name=device-user]");
remember();
if (meta) navigator.serviceWorker?.register(meta.dataset.worker).catch(() => {});

/* What waits, as it is told in "My evidence" and without a network. */
const strip = document.querySelector("[data-waiting]");

const pieceRow = (piece) => {
  const row = strip.querySelector("[data-piece-row]").content.cloneNode(true).firstElementChild;
  row.dataset.piece = piece.key;
  const name = piece.title || say("untitled");
  row.querySelector("b").textContent = name;
  const isRefused = piece.state === "refused";
  const told = row.querySelector("[data-words]");
  told.textContent = isRefused
    ? [say("piece_refused"), ...piece.errors].join(" ")
    : say("piece_waiting");
  told.className = isRefused ? "small errorlist" : "tiny soft";
  const open = row.querySelector("[data-open]");
  open.hidden = !isRefused;
  open.href = `${open.getAttribute("href")}?queued=${piece.key}`;
  const remove = row.querySelector("[data-remove]");
  remove.setAttribute("aria-label", remove.dataset.label.replace("{name}", name));
  remove.addEventListener("click", () => removePiece(piece.key));
  return row;
};

const show = async () => {
  const list = strip.querySelector("ul");
  const waiting = await pieces.of(user());
  const records = await files.of(user());
  const drawn = JSON.stringify(waiting.map((piece) => [piece.key, piece.state, piece.errors]));
  if (list.dataset.drawn !== drawn) {
    list.dataset.drawn = drawn;
    for (const row of list.querySelectorAll("[data-piece]")) row.remove();
    list.prepend(...waiting.map(pieceRow));
  }
  draw(list, records);
  const isMoving = navigator.onLine && ![...live.values()].some((now) => now.why);
  for (const words of strip.querySelectorAll("[data-when]")) {
    words.hidden = (words.dataset.when === "online") !== isMoving;
  }
  strip.hidden = !list.children.length;
};

if (strip) {
  strip.querySelector("[data-try]").addEventListener("click", tryNow);
  onChange(show);
  on("progress", show);
  for (const name of ["online", "offline"]) window.addEventListener(name, show);
  show();
}

/* Signing out: what waits stays here, and its owner is told how much that is. */
const question = document.querySelector("[data-sign-out-question]");

const leave = (form) => {
  forgetUser();
  form.submit();
};
for (const form of document.querySelectorAll("[data-sign-out]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const waiting = await pieces.of(user());
    const unsent = (await files.of(user())).filter((record) => record.state !== "arrived");
    if (!waiting.length && !unsent.length) return leave(form);
    question.querySelector("[data-piece-count]").textContent = waiting.length;
    question.querySelector("[data-file-count]").textContent = unsent.length;
    question.querySelector("[data-stay]").onclick = () => question.close();
    question.querySelector("[data-leave]").onclick = () => leave(form);
    question.showModal();
  });
}

flush();
