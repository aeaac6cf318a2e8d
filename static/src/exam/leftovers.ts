/** Entries of an earlier lease that never arrived: sent as strays, or taken along into the new lease. */
import type { Answers } from './answers'
import type { Journal, LeaseFact } from './journal'
import type { JournalEntry } from './journal-store'
import { wireForm } from './sender'
import { call } from './wire'

/** Another device has the room: hand over what this one recorded before that, under its old lease. */
export async function sendStrays(journal: Journal, url: string): Promise<void> {
  for (const { lease, fact, entries } of await journal.leftovers()) {
    if (fact) await journal.acknowledgeLease(lease, await sendAll(url, fact, entries))
  }
}

async function sendAll(url: string, fact: LeaseFact, entries: readonly JournalEntry[]): Promise<number> {
  let acked = fact.acked
  for (;;) {
    const events = entries.filter((entry) => entry.seq > acked).slice(0, 50)
    if (!events.length) return acked
    const body = { after: { seq: acked, head: fact.head }, events: events.map(wireForm) }
    const reply = await call(url, { token: fact.token, body })
    const now = reply?.body['acked']
    // No network, or the rest was recorded after the other device took over.
    if (typeof now !== 'number' || now <= acked) return acked
    acked = now
  }
}

/**
 * This device has the room again: changes it recorded without it that are newer than what the server
 * knows are recorded anew. Returns the slots.
 */
export async function adoptLeftovers(journal: Journal, answers: Answers): Promise<number[]> {
  const newest = new Map<number, JournalEntry>()
  const leftovers = await journal.leftovers()
  for (const { entries } of leftovers) {
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
  // Each is now in the new lease, or older than what the server has: done with.
  for (const { lease, entries } of leftovers) await journal.acknowledgeLease(lease, entries[entries.length - 1]?.seq ?? 0)
  return adopted
}
