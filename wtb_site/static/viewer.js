/* The viewer: turn pages and files without loading the whole page, zoom, rotate, move, and keys for it. */
(() => {
  const MOST = 8;
  const STEP = 1.5;
  const viewer = () => document.querySelector("[data-viewer]");
  const find = (what) => viewer() && viewer().querySelector(what);

  /* How the picture lies in its frame: how large, turned how far, moved from the middle by how much. */
  const view = { zoom: 1, turns: 0, x: 0, y: 0 };
  const picture = () => find("[data-picture]");
  const frame = () => find("[data-frame]");

  const lay = () => {
    const image = picture();
    if (!image) return;
    const box = frame().getBoundingClientRect();
    const sideways = view.turns % 2 !== 0;
    const fit = sideways ? Math.min(box.width / image.offsetHeight, box.height / image.offsetWidth) : 1;
    const scale = fit * view.zoom;
    const [wide, high] = sideways ? [image.offsetHeight, image.offsetWidth] : [image.offsetWidth, image.offsetHeight];
    const roomX = Math.max(0, (wide * scale - box.width) / 2);
    const roomY = Math.max(0, (high * scale - box.height) / 2);
    view.x = Math.min(roomX, Math.max(-roomX, view.x));
    view.y = Math.min(roomY, Math.max(-roomY, view.y));
    const still = view.zoom === 1 && view.turns % 4 === 0;
    image.style.transform = still ? "" : `translate(${view.x}px, ${view.y}px) rotate(${view.turns * 90}deg) scale(${scale})`;
    frame().classList.toggle("is-zoomed", view.zoom > 1);
    frame().dataset.zoomed = String(view.zoom);
    frame().dataset.turned = String(((view.turns % 4) + 4) % 4);
    // The browser takes a sharper copy when it is told that the picture is larger.
    if (image.srcset && view.zoom > 1) image.sizes = `${Math.round(image.offsetWidth * view.zoom)}px`;
  };

  /* Zoom so that the point under the finger or the mouse stays where it is. */
  const zoomTo = (zoom, point) => {
    const box = frame().getBoundingClientRect();
    const to = Math.min(MOST, Math.max(1, zoom));
    const [px, py] = point ? [point.clientX - box.left - box.width / 2, point.clientY - box.top - box.height / 2] : [0, 0];
    view.x = px - (px - view.x) * (to / view.zoom);
    view.y = py - (py - view.y) * (to / view.zoom);
    view.zoom = to;
    lay();
  };
  const rotate = () => { Object.assign(view, { turns: view.turns + 1, x: 0, y: 0 }); lay(); };
  const lieStill = () => { Object.assign(view, { zoom: 1, turns: 0, x: 0, y: 0 }); lay(); };

  /* Pages of a PDF: only the picture changes. */
  const showPage = (number) => {
    const image = picture();
    const link = frame();
    const swap = (text) => text.replaceAll(`/pages/${link.dataset.page}/`, `/pages/${number}/`);
    const [src, srcset] = [swap(image.src), swap(image.srcset)];
    image.alt = image.alt.replace(/\d+$/, number);
    link.href = swap(link.href);
    link.dataset.page = number;
    image.removeAttribute("srcset");
    image.src = src;
    image.srcset = srcset;
    lieStill();
    for (const place of viewer().querySelectorAll("[data-page-now]")) place.textContent = number;
    const address = new URL(location.href);
    address.searchParams.set("page", number);
    history.replaceState(null, "", address);
    for (const button of viewer().querySelectorAll("[data-turn]")) {
      const to = number + Number(button.dataset.turn);
      const there = to >= 1 && to <= Number(link.dataset.pages);
      if (there) {
        address.searchParams.set("page", to);
        button.href = address.search + "#viewer";
        button.removeAttribute("aria-disabled");
      } else {
        button.removeAttribute("href");
        button.setAttribute("aria-disabled", "true");
      }
    }
  };
  const pageAt = (step) => {
    const link = frame();
    const to = link && link.dataset.pages ? Number(link.dataset.page) + step : 0;
    return to >= 1 && to <= Number(link.dataset.pages) ? to : null;
  };

  /* Another file: the server makes the viewer, this puts it in the place of the old one. */
  let wanted = 0;
  const load = async (address) => {
    const order = ++wanted;
    viewer().setAttribute("aria-busy", "true");
    let fresh = null;
    try {
      const response = await fetch(address, { credentials: "same-origin" });
      const parsed = new DOMParser().parseFromString(await response.text(), "text/html");
      fresh = response.ok && !response.redirected ? parsed.querySelector("[data-viewer]") : null;
    } catch { /* without a network the browser says so itself, below */ }
    if (order !== wanted) return;
    if (!fresh) { location.assign(address); return; }
    const inside = viewer().contains(document.activeElement);
    if (document.fullscreenElement === viewer()) viewer().replaceChildren(...document.adoptNode(fresh).childNodes);
    else viewer().replaceWith(document.adoptNode(fresh));
    viewer().removeAttribute("aria-busy");
    history.replaceState(null, "", address);
    if (window.htmx) window.htmx.process(viewer());
    if (inside) viewer().focus({ preventScroll: true });
    start();
  };

  const step = (by) => {
    const page = pageAt(by);
    if (page) { showPage(page); return true; }
    const files = [...viewer().querySelectorAll(".strip a")];
    const link = files[files.findIndex((one) => one.hasAttribute("aria-current")) + by];
    if (files.length && link) load(link.href);
    return Boolean(link);
  };

  /* Fingers and mouse: one moves what is zoomed, two zoom, a click without moving zooms in there. */
  const down = new Map();
  let travelled = 0;
  const apart = () => {
    const [a, b] = [...down.values()];
    return { span: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY),
      clientX: (a.clientX + b.clientX) / 2, clientY: (a.clientY + b.clientY) / 2 };
  };
  document.addEventListener("pointerdown", (event) => {
    if (!event.target.closest("[data-frame]") || event.button !== 0) return;
    if (!down.size) travelled = 0;
    down.set(event.pointerId, event);
  });
  document.addEventListener("pointermove", (event) => {
    const last = down.get(event.pointerId);
    if (!last || !frame()) return;
    const before = down.size === 2 ? apart() : null;
    down.set(event.pointerId, event);
    const [dx, dy] = [event.clientX - last.clientX, event.clientY - last.clientY];
    travelled += Math.abs(dx) + Math.abs(dy);
    if (before) {
      const now = apart();
      zoomTo(view.zoom * (now.span / (before.span || 1)), now);
    } else if (view.zoom > 1) {
      view.x += dx;
      view.y += dy;
      lay();
    }
  });
  for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, (event) => down.delete(event.pointerId));
  document.addEventListener("dragstart", (event) => { if (event.target.closest("[data-frame]")) event.preventDefault(); });
  document.addEventListener("wheel", (event) => {
    // As on maps: the wheel alone scrolls the page, with Ctrl (or a pinch on a touchpad) it zooms.
    if (!event.target.closest("[data-frame]") || !(event.ctrlKey || view.zoom > 1)) return;
    event.preventDefault();
    zoomTo(view.zoom * Math.exp(-event.deltaY / 300), event);
  }, { passive: false });

  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || !viewer() || !viewer().contains(event.target)) return;
    const on = (what) => event.target.closest(what);
    const turn = on("[data-turn]");
    if (on("[data-frame]")) {
      event.preventDefault();
      // A key on the link has no place; a click that ended a movement asks for nothing.
      if (event.detail === 0) zoomTo(view.zoom > 1 ? 1 : 2);
      else if (travelled < 6) zoomTo(view.zoom > 1 ? 1 : 2, event);
    } else if (turn) {
      event.preventDefault();
      const page = pageAt(Number(turn.dataset.turn));
      if (page) showPage(page);
    } else if (on("[data-turns]")) {
      event.preventDefault();
      load(on("[data-turns]").href);
    } else if (on("[data-zoom]")) zoomTo(view.zoom * STEP ** Number(on("[data-zoom]").dataset.zoom));
    else if (on("[data-rotate]")) rotate();
    else if (on("[data-full]")) {
      if (document.fullscreenElement) document.exitFullscreen();
      else viewer().requestFullscreen();
    }
  });

  // Single keys may surprise who speaks or misses them: they work only where their switch is in sight.
  const isOn = () => {
    const box = find("div[data-keys]");
    return document.documentElement.dataset.keys !== "off" && box && box.offsetParent !== null;
  };
  const KEYS = {
    ArrowRight: () => step(1), ArrowLeft: () => step(-1),
    "+": () => picture() && zoomTo(view.zoom * STEP), "=": () => picture() && zoomTo(view.zoom * STEP),
    "-": () => picture() && zoomTo(view.zoom / STEP), r: () => picture() && rotate(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target.closest("textarea, select, input, video, audio, summary, [contenteditable], .viewer-page, .viewer-sheet")) return;
    if (event.shiftKey && event.key.startsWith("Arrow") && view.zoom > 1 && isOn()) {
      const [dx, dy] = { ArrowLeft: [80, 0], ArrowRight: [-80, 0], ArrowUp: [0, 80], ArrowDown: [0, -80] }[event.key];
      view.x += dx;
      view.y += dy;
      lay();
      event.preventDefault();
      return;
    }
    if (event.shiftKey && event.key !== "+") return;
    const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (act && isOn() && act() !== false) event.preventDefault();
  });
  addEventListener("resize", lay);

  /* What only a script can do is shown once it runs. */
  const start = () => {
    if (!viewer()) return;
    Object.assign(view, { zoom: 1, turns: 0, x: 0, y: 0 });
    down.clear();
    for (const button of viewer().querySelectorAll("[data-zoom], [data-rotate]")) button.hidden = false;
    const full = find("[data-full]");
    if (full) full.hidden = !document.fullscreenEnabled;
    const current = find(".strip [aria-current]");
    if (current) current.parentElement.scrollLeft = current.offsetLeft - current.parentElement.offsetLeft - 16;
    document.dispatchEvent(new CustomEvent("viewer:shown", { detail: { piece: viewer().dataset.ofPiece } }));
  };
  start();
})();
