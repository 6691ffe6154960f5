/* The files of the form: chosen, photographed or dragged, they are sent while one types.

   What has arrived becomes a row of the server's with the tick that the form sends. */
import { files, onChange, user } from "./queue.js";
import { draw, say, size } from "./rows.js";
import { add, flush, forget, on } from "./sending.js";
import { sendPoster } from "./poster.js";

export const watchFiles = (form, place) => {
  const drop = form.querySelector("[data-drop]");
  const input = drop.querySelector("[data-files]");
  const camera = drop.querySelector("[data-camera]");
  const list = form.querySelector("[data-chosen]");
  const limit = Number(drop.dataset.maxBytes);
  let room = "room" in drop.dataset ? Number(drop.dataset.room) : Infinity;
  // Those that were refused before they were sent live on this page alone.
  let refused = [];

  /* Files of this form that are part of no piece yet. */
  const own = async () =>
    (await files.of(user())).filter((record) => record.place === place && !record.piece);

  const show = async () => {
    const records = await own();
    draw(list, [...records, ...refused]);
    for (const record of records) if (record.state === "arrived") settle(record);
  };

  /* While a piece is put into the queue no file becomes a tick: it would be in neither of the two. */
  let settles = true;
  const settling = new Set();
  const settle = async (record) => {
    if (!settles || settling.has(record.id)) return;
    settling.add(record.id);
    try {
      const tick = form.querySelector(`[name=kept_files][value="${record.file}"]`);
      if (tick) tick.checked = true;
      else {
        const answer = await fetch(form.dataset.row.replace("/0/", `/${record.file}/`));
        if (answer.status === 404) return await forget(record.id);
        if (!answer.ok) return;
        const template = document.createElement("template");
        template.innerHTML = await answer.text();
        if (!settles) return;
        const row = template.content.querySelector("li");
        list.querySelector(`[data-queued="${record.id}"]`)?.replaceWith(row) ?? list.append(row);
        window.htmx?.process(row);
      }
      await forget(record.id);
      form.dispatchEvent(new Event("change"));
    } catch {
      // No connection: its row says that it arrived, and it is asked for again.
    } finally {
      settling.delete(record.id);
    }
  };

  const refusal = (file) => {
    if (file.size > limit) return say("too_large");
    return file.size > room ? say("no_room", { left: size(room) }) : "";
  };

  let number = 0;
  const take = async (chosen) => {
    for (const file of chosen) {
      const reason = refusal(file);
      if (reason) {
        const id = `refused-${(number += 1)}`;
        refused.push({ id, name: file.name, size: file.size, offset: 0, state: "refused", reason });
      } else {
        room -= file.size;
        await add(file, place, Date.now() + (number += 1) / 1000);
      }
    }
    show();
  };

  /* Who saves at once must not be quicker than the queue. */
  let taking = Promise.resolve();
  const taken = (chosen) => {
    taking = taking.then(() => take(chosen));
  };

  list.addEventListener("click", (event) => {
    const row = event.target.closest("[data-remove]")?.closest("[data-queued]");
    if (!row || !refused.some((record) => record.id === row.dataset.queued)) return;
    refused = refused.filter((record) => record.id !== row.dataset.queued);
    show();
  });

  drop.className = "drop";
  for (const label of drop.querySelectorAll("[data-pick]")) label.className += ` ${label.dataset.pick}`;
  for (const hint of drop.querySelectorAll("[data-drop-hint]")) hint.hidden = false;
  for (const picker of [input, camera]) {
    const takeAll = () => {
      const chosen = [...picker.files];
      // They go by themselves: the form itself carries no file any more.
      picker.value = "";
      taken(chosen);
    };
    picker.addEventListener("change", takeAll);
    // Who was quicker than this script has chosen already.
    if (picker.files.length) takeAll();
  }
  for (const name of ["dragover", "drop"]) {
    drop.addEventListener(name, (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      if (name === "drop") taken([...event.dataTransfer.files]);
    });
  }
  onChange(show);
  on("progress", show);
  window.addEventListener("online", show);
  window.addEventListener("offline", show);
  on("arrived", async ({ record, blob }) => {
    if (!record.type.startsWith("video/")) return;
    const token = form.querySelector("[name=csrfmiddlewaretoken]")?.value;
    const address = form.dataset.row.replace("/0/", `/${record.file}/`).replace("/row/", "/poster/");
    if (token) sendPoster(blob, address.split("?")[0], token);
  });
  show().then(flush);

  return {
    settle(now) {
      settles = now;
      if (now) show();
    },
    /* Those that are not at the school yet, or whose tick is not there yet. */
    async unfinished() {
      await taking;
      return (await own()).filter((record) => record.state !== "refused");
    },
  };
};
