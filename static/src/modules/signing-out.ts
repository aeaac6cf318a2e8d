// Signing out takes along what courses have kept on this device. Progress that still waits is sent first, if it can be.
const PATIENCE = 3000

export function startSigningOut(): void {
  if (!('caches' in window)) return
  for (const form of document.querySelectorAll<HTMLFormElement>('form[action$="/sign-out"]')) {
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      const late = new Promise((resolve) => window.setTimeout(resolve, PATIENCE))
      void Promise.race([removeKept(), late]).then(() => form.submit(), () => form.submit())
    })
  }
}

async function removeKept(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith('course-'))
  if (!names.length) return
  if (document.querySelector('script[data-reader]')) await import('../courses/journal').then(({ flush }) => flush()).catch(() => undefined)
  await Promise.all(names.map((name) => caches.delete(name)))
  window.indexedDB.deleteDatabase('course-journal')
  for (const found of (await navigator.serviceWorker?.getRegistrations()) ?? []) {
    if (new URL(found.scope).pathname === '/courses/') await found.unregister()
  }
}
