/** The test form on this device: fetched once, kept under its address, which names its contents. */
import type { JournalStore } from './journal-store'
import type { FormDocument } from './protocol'
import { call } from './wire'

export async function loadDocument(store: JournalStore, url: string, token: string): Promise<FormDocument | null> {
  const name = `document.${url}`
  const kept = (await store.read(name)) as FormDocument | undefined
  if (kept) return kept
  const reply = await call(url, { method: 'GET', token, timeout: 60_000, cache: 'default' })
  if (reply?.status !== 200 || !Array.isArray(reply.body['items'])) return null
  const document = reply.body as unknown as FormDocument
  // Without room for it on the disk the form is fetched again after a reload.
  await store.write(name, document).catch(() => undefined)
  return document
}
