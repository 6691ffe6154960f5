/* Keeps one page without anybody in it, and the files that pages need. FACTS stand above: the
   server writes them. The network comes first for pages; what is personal is never kept. */
const CACHE = `wtb-${FACTS.version}`;

const keep = async () => {
  const cache = await caches.open(CACHE);
  await cache.addAll(
    [FACTS.shell, ...FACTS.files].map((address) => new Request(address, { cache: "no-cache" })),
  );
};

const tidy = async () => {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("wtb-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
};

self.addEventListener("install", (event) => {
  event.waitUntil(keep().then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(tidy().then(() => self.clients.claim()));
});

const page = async (request) => {
  try {
    return await fetch(request);
  } catch (fault) {
    const shell = await caches.match(FACTS.shell, { ignoreVary: true });
    if (!shell) throw fault;
    return shell;
  }
};

const file = async (request) => (await caches.match(request, { ignoreVary: true })) ?? fetch(request);

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (request.method === "GET" && FACTS.files.includes(pathname)) event.respondWith(file(request));
});
