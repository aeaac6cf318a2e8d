/** Entries of an earlier lease that never arrived: sent as strays, or taken along into the new lease. */
import type { Answers } from './answers'
import type { Journal } from './journal'
import type { JournalEntry } from './journal-store'
import { wireForm } from './sender'
import { call } from './wire'

/** Another device has the room: hand over what this one recorded before that, under its old lease. */
export async function sendStrays(journal: Journal, url: string): Promise<void> {
  for (const { lease, fact, entries } of await journal.leftovers()) {
    if (!fact) continue
    const body = { after: { seq: fact.acked, head: fact.head }, events: entries.slice(0, 50).map(wireForm) }
    const reply = await call(url, { token: fact.token, body })
    const acked = reply?.body['acked']
    if (typeof acked === 'number') await journal.acknowledgeLease(lease, Math.max(acked, fact.acked))
  }
}

/**
 * This device has the room again: changes it recorded without it that are newer than what the server
 * knows are recorded anew. Returns the slots.
 */
export async function adoptLeftovers(journal: Journal, answers: Answers): Promise<number[]> {
  const newest = new Map<number, JournalEntry>()
  for (const { entries } of await journal.leftovers()) {
    for (const entry of entries) {
      const other = newest.get(entry.slot)
      if (!other || entry.client_at >= other.client_at) newest.set(entry.slot, entry)
    }
  }
  const adopted: number[] = []
  for (const entry of newest.values()) {
    if (entry.client_at <= answers.at(entry.slot).clientAt) continue
    const { attempt: _attempt, lease: _lease, seq: _seq, ...event } = entry
    answers.accept(await journal.record({ ...event, kind: event.kind === 'visit' ? 'answer' : event.kind }))
    adopted.push(entry.slot)
  }
  return adopted
}
