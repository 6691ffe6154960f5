/* Makes the form of evidence quicker: a list of the chosen files, dragging, search, one sending. */
(() => {
  const form = document.querySelector("[data-evidence-form]");
  if (!form) return;
  const find = (name, inside = form) => inside.querySelector(`[data-${name}]`);

  /* Files: what is chosen, photographed or dragged comes together in one input. */
  const drop = find("drop");
  const input = find("files", drop);
  const camera = find("camera", drop);
  const list = find("chosen");
  const limit = Number(drop.dataset.maxBytes);
  const chosen = new DataTransfer();
  let refused = [];

  /* In steps of 1024, as the pages of the server count. */
  const size = (bytes) =>
    new Intl.NumberFormat(document.documentElement.lang, {
      style: "unit",
      unit: bytes < 2 ** 20 ? "kilobyte" : "megabyte",
      maximumFractionDigits: 1,
    }).format(Math.max(0.1, bytes / (bytes < 2 ** 20 ? 2 ** 10 : 2 ** 20)));

  const row = (file, words, remove) => {
    const item = find("chosen-file").content.cloneNode(true).firstElementChild;
    item.querySelector("b").textContent = file.name;
    item.querySelector("div span").textContent = words;
    item.querySelector("button").addEventListener("click", remove);
    if (file.type.startsWith("image/") && file.size <= limit) {
      const picture = document.createElement("img");
      picture.alt = "";
      picture.src = URL.createObjectURL(file);
      picture.addEventListener("load", () => {
        URL.revokeObjectURL(picture.src);
        item.querySelector(".ph").replaceWith(picture);
      });
    }
    return item;
  };

  const show = () => {
    input.files = chosen.files;
    const tooLarge = find("too-large").content.textContent;
    const rows = [...chosen.files].map((file, place) =>
      row(file, size(file.size), () => {
        chosen.items.remove(place);
        show();
      }),
    );
    const refusedRows = refused.map((file) => {
      const item = row(file, tooLarge, () => {
        refused = refused.filter((other) => other !== file);
        show();
      });
      item.querySelector("div span").className = "small errorlist";
      return item;
    });
    list.replaceChildren(...rows, ...refusedRows);
    list.hidden = !list.children.length;
  };

  const take = (files) => {
    for (const file of files) {
      if (file.size > limit) refused.push(file);
      else chosen.items.add(file);
    }
    show();
  };

  drop.className = "drop";
  for (const label of drop.querySelectorAll("[data-pick]")) label.className += ` ${label.dataset.pick}`;
  find("drop-hint", drop).hidden = false;
  input.addEventListener("change", () => take([...input.files]));
  camera.addEventListener("change", () => {
    take([...camera.files]);
    camera.value = "";
  });
  for (const name of ["dragover", "drop"]) {
    drop.addEventListener(name, (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      if (name === "drop") take([...event.dataTransfer.files]);
    });
  }

  /* Work processes: search, and how many are chosen. */
  const picker = find("picker");
  if (picker) {
    const search = find("search", picker);
    const count = find("chosen-count", picker);
    const tell = () => {
      count.querySelector("span").textContent = picker.querySelectorAll(":checked").length;
    };
    search.hidden = count.hidden = false;
    tell();
    picker.addEventListener("change", tell);
    const words = search.querySelector("input");
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
  }

  /* One sending: a second press does nothing while the first is under way. */
  let sending = false;
  form.addEventListener("submit", (event) => {
    if (sending) {
      event.preventDefault();
      return;
    }
    sending = true;
    for (const button of document.querySelectorAll("[type=submit]")) {
      if (button.form === form) button.setAttribute("aria-disabled", "true");
    }
  });
  window.addEventListener("pageshow", () => {
    sending = false;
    for (const button of document.querySelectorAll("[aria-disabled]")) {
      button.removeAttribute("aria-disabled");
    }
  });
})();
