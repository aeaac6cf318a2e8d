// The service worker of courses. It answers from what a reader has kept when the network does not; it keeps nothing by
// itself. Its address, /courses/…, is its reach: the exam room and everything else never meet it.
interface Asked extends Event {
  request: Request
  respondWith(answer: Promise<Response>): void
  waitUntil(work: Promise<unknown>): void
}
interface Worker {
  skipWaiting(): Promise<void>
  clients: { claim(): Promise<void> }
  addEventListener(kind: string, listener: (event: Asked) => void): void
}
const worker = self as unknown as Worker

const PICTURE = /^\/courses\/\d+\/lessons\/[^/]+\/(pages\/\d+\/(small|large)|images\/[^/]+)$/
const PAGE = /^\/courses\/(kept|\d+)(\/lessons\/[^/]+)?$/
const KEPT = '/courses/kept'
const LOCK = 'course-lock' // somebody was signed out: nothing is shown to whoever has the device now
const PATIENCE = 4000 // ms: a line that is this slow is none, if the page is kept

worker.addEventListener('install', (event) => event.waitUntil(worker.skipWaiting()))
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()))
worker.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== location.origin || request.cache === 'no-store') return
  if (PICTURE.test(url.pathname)) event.respondWith(picture(request, url))
  else if (isPage(request) && PAGE.test(url.pathname)) event.respondWith(page(request))
  else if (request.mode === 'navigate' && url.pathname.startsWith('/courses/')) event.respondWith(orKept(request))
  else if (url.pathname.startsWith('/static/')) event.respondWith(orCopy(request))
})

function isPage(request: Request): boolean {
  return request.mode === 'navigate' || request.headers.get('Accept') === 'text/html'
}

async function copyOf(address: string, ignoreSearch = false): Promise<Response | undefined> {
  const isOpen = new URL(address, location.origin).pathname.startsWith('/static/') || !(await caches.has(LOCK))
  return isOpen ? caches.match(address, { ignoreVary: true, ignoreSearch }) : undefined
}

// Pictures are named by their content: what is kept is what the network would send.
async function picture(request: Request, url: URL): Promise<Response> {
  const kept = await copyOf(request.url)
  if (kept) return kept
  try {
    return await fetch(request)
  } catch (error) {
    const small = await copyOf(url.pathname.replace(/large$/, 'small'), true)
    if (small) return small
    throw error
  }
}

async function page(request: Request): Promise<Response> {
  const kept = (await copyOf(request.url)) ?? (await copyOf(request.url, true))
  if (!kept) return orKept(request)
  const asked = fetch(request).then(
    (answer) => (answer.status >= 502 && answer.status <= 504 ? kept.clone() : answer),
    () => kept.clone(),
  )
  const late = new Promise<Response>((resolve) => setTimeout(() => resolve(kept), PATIENCE))
  return Promise.race([asked, late])
}

// A page that is not kept: without a network the reader comes to the list of what is.
async function orKept(request: Request): Promise<Response> {
  try {
    return await fetch(request)
  } catch (error) {
    const list = await copyOf(KEPT, true)
    if (list) return list
    throw error
  }
}

async function orCopy(request: Request): Promise<Response> {
  try {
    return await fetch(request)
  } catch (error) {
    const kept = await copyOf(request.url, true)
    if (kept) return kept
    throw error
  }
}
