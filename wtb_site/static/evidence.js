/* The form of evidence: search among the work processes, files that send themselves, one saving.

   When everything has arrived, saving is the plain form. Else the piece goes into the queue of this
   device and is sent behind its files, here or on any later page. */
import { watchFiles } from "./chosen.js";
import { keepDraft } from "./draft.js";
import { choices, files, onChange, pieces, user } from "./queue.js";
import { addPiece, on, resume, stopped, takeBack } from "./sending.js";
import { draw } from "./rows.js";

const form = document.querySelector("[data-evidence-form]");
const place = form.dataset.place || location.pathname + location.search;
const path = place.split("?")[0];
const key = form.querySelector("[name=key]");
const isOffline = "place" in form.dataset;
const chosen = watchFiles(form, path);
const draft = isOffline ? { stop() {}, discard() {} } : keepDraft(form, place);

/* Work processes: search, and how many are chosen. */
const picker = form.querySelector("[data-picker]");
const tellChosen = () => {
  const count = picker.querySelector("[data-chosen-count]");
  count.hidden = false;
  count.querySelector("span").textContent = picker.querySelectorAll(":checked").length;
};
const search = () => {
  const words = picker.querySelector("[data-search] input");
  picker.querySelector("[data-search]").hidden = false;
  words.addEventListener("input", () => {
    const wanted = words.value.trim().toLowerCase();
    for (const group of picker.querySelectorAll("details")) {
      let found = 0;
      for (const pick of group.querySelectorAll(".pick")) {
        const hit = pick.textContent.toLowerCase().includes(wanted);
        pick.hidden = !hit;
        pick.classList.toggle("d-none", !hit);
        found += hit;
      }
      group.hidden = !found;
      if (wanted) group.open = found > 0;
    }
  });
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
};

/* Without a network the same choice is offered, from what this device saw here. */
const rememberChoice = () => {
  const groups = [...picker.querySelectorAll("details")].map((group) => ({
    title: group.querySelector("[data-group]")?.textContent.trim() ?? "",
    number: group.querySelector("summary .balloon")?.textContent.trim() ?? "",
    picks: [...group.querySelectorAll(".pick")].map((pick) => ({
      code: pick.querySelector("input").value,
      title: pick.querySelector("[data-title]").textContent.trim(),
    })),
  }));
  choices.put({ user: user(), groups });
};

if (picker) {
  tellChosen();
  search();
  picker.addEventListener("change", tellChosen);
  if (!isOffline && key) rememberChoice();
}

/* A piece that waits here, or that the school sent back, is filled in again. */
const fillIn = async (wanted) => {
  const piece = await takeBack(wanted);
  if (!piece) return;
  const texts = new Map(piece.fields.filter(([name]) => name !== "work_processes"));
  for (const [name, text] of texts) {
    for (const field of form.querySelectorAll(`[name="${name}"]`)) {
      if (field.type === "radio") field.checked = field.value === text;
      else if (field.type !== "file" && field.type !== "checkbox") field.value = text;
    }
  }
  for (const [name, code] of piece.fields) {
    const tick = name === "work_processes" && form.querySelector(`[name=work_processes][value="${code}"]`);
    if (!tick) continue;
    tick.checked = true;
    tick.closest("details").open = true;
  }
  for (const part of form.querySelectorAll(".starr details")) {
    part.open ||= Boolean(part.querySelector("textarea").value);
  }
  for (const id of piece.files) {
    const record = await files.get(id);
    if (record) await files.put({ ...record, place: path });
  }
  if (picker) tellChosen();
};
/* The draft of a piece that is in the queue: it was saved, so this form begins anew. A piece that
   was posted and is asked about again did arrive, with every word. */
const beginAnew = async () => {
  const piece = key?.value && (await pieces.get(key.value));
  if (!piece) return;
  if (piece.posted) await takeBack(piece.key);
  else if (await draft.discard()) location.replace(place);
};
const opened = new URLSearchParams(location.search).get("queued");
if (opened) fillIn(opened);
else beginAnew();

/* Saving. */
const fields = () =>
  [...new FormData(form)].filter(
    ([name, value]) => typeof value === "string" && !["csrfmiddlewaretoken", "kept_for"].includes(name),
  );

const asPiece = (ids) => ({
  key: key.value, place, title: form.querySelector("[name=title]").value.trim(),
  fields: fields(), files: ids, added: Date.now(),
});

let sending = false;
const buttons = () =>
  [...document.querySelectorAll("[type=submit]")].filter((button) => button.form === form);
const plainly = async (arrived = []) => {
  sending = true;
  draft.stop();
  for (const button of buttons()) button.setAttribute("aria-disabled", "true");
  for (const record of arrived) {
    if (record.file) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "kept_files", value: record.file }));
  }
  // The line may be dead without telling: the next page sends it once more, which is harmless.
  if (key && !stopped.why) await pieces.put({ ...asPiece([]), user: user(), state: "waiting", errors: [], posted: true });
  form.submit();
};

/* Where the form was stands what is on its way; the way to other pages is open. */
const standBy = async (saved) => {
  const part = document.querySelector("[data-being-sent]").content.cloneNode(true).firstElementChild;
  const list = part.querySelector("ul");
  const show = async () => {
    const own = (await files.of(user())).filter((record) => saved.includes(record.id));
    draw(list, own);
    for (const words of part.querySelectorAll("[data-when]")) {
      words.hidden = (words.dataset.when === "online") !== navigator.onLine;
    }
  };
  form.before(part);
  form.hidden = true;
  for (const bar of document.querySelectorAll(".dock:has([form=evidence-form])")) bar.hidden = true;
  onChange(show);
  on("progress", show);
  window.addEventListener("online", show);
  window.addEventListener("offline", show);
  await show();
  part.focus();
};

const intoQueue = async (unfinished) => {
  sending = true;
  draft.stop();
  const ids = unfinished.map((record) => record.id);
  for (const record of unfinished) if (record.state === "paused") await resume(record.id);
  const piece = asPiece(ids);
  // Refused, or signed out: the page of the server says what is wrong and keeps every word.
  const back = async () => {
    const arrived = (await files.of(user())).filter((record) => ids.includes(record.id));
    if (!(await takeBack(key.value))) return;
    plainly(arrived);
  };
  on("saved", ({ key: saved, address }) => {
    if (saved === key.value) location.assign(address);
  });
  if (!isOffline) {
    on("refused", ({ key: refused }) => refused === key.value && back());
    on("stopped", back);
  }
  await addPiece(piece);
  draft.discard();
  await standBy(ids);
};

/* Changing a piece: there is nothing to queue, so saving waits for the last file. */
const whenAllArrived = () => {
  for (const button of buttons()) {
    button.setAttribute("aria-disabled", "true");
    button.textContent = form.dataset.savesLater;
  }
  const check = async () => {
    if (sending || (!stopped.why && (await chosen.unfinished()).length)) return;
    plainly();
  };
  onChange(check);
  on("stopped", check);
  check();
};

let waits = false;
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (sending || waits) return;
  waits = true;
  chosen.settle(false);
  const unfinished = await chosen.unfinished();
  if (isOffline || (key && !stopped.why && (unfinished.length || !navigator.onLine))) {
    await intoQueue(unfinished);
  } else if (unfinished.length && !stopped.why) {
    chosen.settle(true);
    whenAllArrived();
    return;
  } else plainly();
  waits = false;
});
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  sending = waits = false;
  chosen.settle(true);
  for (const button of buttons()) button.removeAttribute("aria-disabled");
});
