/* Draws the files that are on their way: one row each, in words that the page brings along. */
import { blobs } from "./queue.js";
import { live, pause, remove, resume, stopped } from "./sending.js";

const language = document.documentElement.lang;

/* In steps of 1024, as the pages of the server count. */
export const size = (bytes) => {
  const isSmall = bytes < 2 ** 20;
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: isSmall ? "kilobyte" : bytes < 2 ** 30 ? "megabyte" : "gigabyte",
    maximumFractionDigits: isSmall ? 0 : 1,
    minimumFractionDigits: isSmall ? 0 : 1,
  }).format(bytes / (isSmall ? 2 ** 10 : bytes < 2 ** 30 ? 2 ** 20 : 2 ** 30));
};

const left = (seconds) => {
  const isLong = seconds >= 90;
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: isLong ? "minute" : "second",
    unitDisplay: "long",
  }).format(Math.max(1, Math.round(isLong ? seconds / 60 : seconds)));
};

/* A sentence of the page's own, with its names filled in. */
export const say = (word, facts = {}) => {
  const said = document.querySelector("[data-says]").content.querySelector(`[data-word=${word}]`);
  return said.textContent.replace(/{(\w+)}/g, (_all, name) => facts[name] ?? "");
};

const words = (record) => {
  const now = live.get(record.id);
  const sent = Math.max(now?.sent ?? 0, record.offset);
  const facts = { name: record.name, size: size(record.size), done: size(sent) };
  if (record.state === "refused") return record.reason || say("lost");
  if (record.state === "arrived" || record.state === "paused") return say(record.state, facts);
  if (stopped.why) return say(stopped.why, facts);
  if (!navigator.onLine || now?.why) return say("offline", facts);
  if (record.onlyHere) return say("only_here", facts);
  if (!now) return say("waiting", facts);
  if (!now.speed) return say("begun", facts);
  return say("sending", { ...facts, left: left((record.size - sent) / now.speed) });
};

/* The picture of a photo that is still on this device. */
const picture = async (record, place) => {
  if (!/^image\/(jpeg|png|webp|gif)$/.test(record.type)) return;
  const kept = await blobs.get(record.id);
  if (!kept) return;
  const drawn = document.createElement("img");
  drawn.alt = "";
  drawn.src = URL.createObjectURL(kept.blob);
  drawn.addEventListener("load", () => {
    URL.revokeObjectURL(drawn.src);
    place.replaceWith(drawn);
  });
  drawn.addEventListener("error", () => URL.revokeObjectURL(drawn.src));
};

const made = (record) => {
  const item = document.querySelector("[data-sending-row]").content.cloneNode(true).firstElementChild;
  item.dataset.queued = record.id;
  item.querySelector("b").textContent = record.name;
  item.querySelector("progress").setAttribute("aria-label", say("progress", record));
  const steps = { pause, resume, remove };
  for (const button of item.querySelectorAll("button")) {
    const [name] = Object.keys(steps).filter((step) => step in button.dataset);
    button.setAttribute("aria-label", button.dataset.label.replace("{name}", record.name));
    button.addEventListener("click", () => steps[name](record.id));
  }
  picture(record, item.querySelector(".ph"));
  return item;
};

const fill = (item, record) => {
  const sent = Math.max(live.get(record.id)?.sent ?? 0, record.offset);
  const isSending = record.state === "waiting" && !stopped.why;
  const isStuck = isSending && (!navigator.onLine || Boolean(live.get(record.id)?.why));
  const bar = item.querySelector("progress");
  bar.value = record.size ? Math.round((100 * sent) / record.size) : 0;
  bar.classList.toggle("done", record.state === "arrived");
  bar.hidden = record.state === "refused";
  const told = item.querySelector("[data-words]");
  told.className = record.state === "refused" ? "small errorlist" : "tiny soft";
  const sentence = words(record);
  if (told.textContent !== sentence) told.textContent = sentence;
  const focused = item.contains(document.activeElement);
  item.querySelector("[data-pause]").hidden = !isSending || isStuck;
  item.querySelector("[data-resume]").hidden = record.state !== "paused" && !isStuck;
  item.querySelector("[data-remove]").hidden = record.state === "arrived";
  // A button that was pressed gives its focus to the one that takes its place.
  if (focused && document.activeElement === document.body) {
    item.querySelector("button:not([hidden])")?.focus();
  }
};

/* Brings a list up to date; rows that stay keep their place and their focus. */
export const draw = (list, records) => {
  const old = new Map([...list.querySelectorAll("[data-queued]")].map((row) => [row.dataset.queued, row]));
  for (const record of records) {
    let row = old.get(record.id);
    if (!row) {
      row = made(record);
      list.append(row);
    }
    old.delete(record.id);
    fill(row, record);
  }
  for (const row of old.values()) row.remove();
  list.hidden = !list.children.length;
};
