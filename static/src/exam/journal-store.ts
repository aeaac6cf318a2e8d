/** Where journal entries lie: IndexedDB, else localStorage, else memory (and then the candidate is told). */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'

import type { AnswerEvent } from './protocol'

export interface JournalEntry extends AnswerEvent {
  attempt: number
  lease: number
}

export type NewEntry = Omit<JournalEntry, 'seq'>

export interface JournalStore {
  readonly kind: 'indexeddb' | 'localstorage' | 'memory'
  /** Write an entry under the next number above `floor`; resolves only when it is on the disk. */
  append(entry: NewEntry, floor: number): Promise<JournalEntry>
  replace(entry: JournalEntry): Promise<void>
  entries(attempt: number): Promise<JournalEntry[]>
  removeEntries(attempt: number): Promise<void>
  read(name: string): Promise<unknown>
  write(name: string, value: unknown): Promise<void>
  remove(name: string): Promise<void>
}

interface Schema extends DBSchema {
  events: { key: [number, number, number]; value: JournalEntry }
  facts: { key: string; value: unknown }
}

const ALL = Number.MAX_SAFE_INTEGER

class IndexedStore implements JournalStore {
  readonly kind = 'indexeddb'
  private constructor(private db: IDBPDatabase<Schema>) {}

  static async open(): Promise<IndexedStore> {
    return new IndexedStore(await IndexedStore.connect())
  }

  private static connect(): Promise<IDBPDatabase<Schema>> {
    return openDB<Schema>('trainingapp-exam', 1, {
      upgrade(db) {
        db.createObjectStore('events', { keyPath: ['attempt', 'lease', 'seq'] })
        db.createObjectStore('facts')
      },
    })
  }

  // Safari drops the connection now and then ("connection to the database server lost"): open it anew, once.
  private async again<T>(work: (db: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
    try {
      return await work(this.db)
    } catch (error) {
      const name = (error as DOMException).name
      if (name !== 'InvalidStateError' && name !== 'UnknownError') throw error
      this.db = await IndexedStore.connect()
      return work(this.db)
    }
  }

  append(entry: NewEntry, floor: number): Promise<JournalEntry> {
    return this.again(async (db) => {
      // The number is taken and used inside one transaction, so two tabs cannot take the same one;
      // `strict` waits for the disk.
      const transaction = db.transaction('events', 'readwrite', { durability: 'strict' })
      const range = IDBKeyRange.bound([entry.attempt, entry.lease, 0], [entry.attempt, entry.lease, ALL])
      const last = await transaction.store.openCursor(range, 'prev')
      const written = { ...entry, seq: Math.max(floor, last ? last.value.seq : 0) + 1 }
      const [, done] = await Promise.allSettled([transaction.store.add(written), transaction.done])
      if (done.status === 'rejected') throw done.reason
      return written
    })
  }

  async replace(entry: JournalEntry): Promise<void> {
    await this.again((db) => db.put('events', entry))
  }

  entries(attempt: number): Promise<JournalEntry[]> {
    return this.again((db) => db.getAll('events', IDBKeyRange.bound([attempt, 0, 0], [attempt, ALL, ALL])))
  }

  async removeEntries(attempt: number): Promise<void> {
    await this.again((db) => db.delete('events', IDBKeyRange.bound([attempt, 0, 0], [attempt, ALL, ALL])))
  }

  read(name: string): Promise<unknown> {
    return this.again((db) => db.get('facts', name))
  }

  async write(name: string, value: unknown): Promise<void> {
    await this.again((db) => db.put('facts', value, name))
  }

  async remove(name: string): Promise<void> {
    await this.again((db) => db.delete('facts', name))
  }
}

const PREFIX = 'trainingapp.exam.'

/** One string per entry in a Storage-like map; used when IndexedDB is closed to us. */
class StringStore implements JournalStore {
  constructor(
    readonly kind: 'localstorage' | 'memory',
    private storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>,
  ) {}

  async append(entry: NewEntry, floor: number): Promise<JournalEntry> {
    const mine = (await this.entries(entry.attempt)).filter((other) => other.lease === entry.lease)
    const written = { ...entry, seq: Math.max(floor, ...mine.map((other) => other.seq)) + 1 }
    await this.replace(written)
    return written
  }

  async replace(entry: JournalEntry): Promise<void> {
    this.storage.setItem(`${PREFIX}event.${entry.attempt}.${entry.lease}.${entry.seq}`, JSON.stringify(entry))
  }

  async entries(attempt: number): Promise<JournalEntry[]> {
    const found = this.names(`event.${attempt}.`).map((name) => JSON.parse(this.storage.getItem(name) ?? '') as JournalEntry)
    return found.sort((a, b) => a.lease - b.lease || a.seq - b.seq)
  }

  async removeEntries(attempt: number): Promise<void> {
    for (const name of this.names(`event.${attempt}.`)) this.storage.removeItem(name)
  }

  private names(start: string): string[] {
    const all = Array.from({ length: this.storage.length }, (_, index) => this.storage.key(index) ?? '')
    return all.filter((name) => name.startsWith(PREFIX + start))
  }

  async read(name: string): Promise<unknown> {
    const text = this.storage.getItem(`${PREFIX}fact.${name}`)
    return text === null ? undefined : JSON.parse(text)
  }

  async write(name: string, value: unknown): Promise<void> {
    this.storage.setItem(`${PREFIX}fact.${name}`, JSON.stringify(value))
  }

  async remove(name: string): Promise<void> {
    this.storage.removeItem(`${PREFIX}fact.${name}`)
  }
}

function memory(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'> {
  const map = new Map<string, string>()
  return {
    getItem: (name) => map.get(name) ?? null,
    setItem: (name, value) => void map.set(name, value),
    removeItem: (name) => void map.delete(name),
    key: (index) => [...map.keys()][index] ?? null,
    get length() {
      return map.size
    },
  }
}

export async function openStore(): Promise<JournalStore> {
  try {
    return await IndexedStore.open()
  } catch {
    try {
      localStorage.setItem(`${PREFIX}try`, '1')
      localStorage.removeItem(`${PREFIX}try`)
      return new StringStore('localstorage', localStorage)
    } catch {
      return new StringStore('memory', memory())
    }
  }
}
