// Courses that this device keeps belong to one person. Once a page says that nobody is signed in (after idle time, say),
// they are locked until that person is back; when it is somebody else, they go.
export function startKept(): void {
  const person = document.documentElement.dataset['person']
  if (person !== undefined && 'caches' in window) void guard(person).catch(() => undefined)
}

const KEPT = /^course-\d+$/
const LOCK = 'course-lock' // the worker answers from nothing while this is there

async function guard(person: string): Promise<void> {
  const all = await caches.keys()
  const kept = all.filter((name) => KEPT.test(name))
  if (!person) return void (kept.length && (await caches.open(LOCK)))
  const isLocked = all.includes(LOCK)
  for (const name of kept) {
    const owner = await ownerOf(name)
    // What has no owner is just being kept, unless a sign-out lies between.
    if (owner === null ? isLocked : owner !== person) await caches.delete(name)
  }
  if (isLocked) await caches.delete(LOCK)
}

async function ownerOf(name: string): Promise<string | null> {
  const cache = await caches.open(name)
  const record = await cache.match(`/courses/${name.slice('course-'.length)}/record.json`)
  return record ? ((await record.json()) as { reader: string }).reader : null
}
