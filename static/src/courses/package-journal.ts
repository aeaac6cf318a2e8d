/** What packages reported and the server has not acknowledged: on this device's disk, else in memory. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'

export interface Report {
  sequence: number
  data: Record<string, string>
  elapsed: number
}

export interface Entry extends Report {
  token: string // of the launch: whose it is and of what, signed
  reader: string // only their own sign-in can send it
  url: string
  isUrgent: boolean
}

interface Schema extends DBSchema {
  reports: { key: [string, number]; value: Entry }
}

export class Journal {
  private memory: Entry[] = []
  private constructor(private readonly db: IDBPDatabase<Schema> | null) {}

  static async open(): Promise<Journal> {
    try {
      const db = await openDB<Schema>('trainingapp-packages', 1, {
        upgrade(fresh) {
          fresh.createObjectStore('reports', { keyPath: ['token', 'sequence'] })
        },
      })
      return new Journal(db)
    } catch {
      return new Journal(null)
    }
  }

  /** Whether what is written here survives the page. */
  get isDurable(): boolean {
    return this.db !== null
  }

  /** Write a report. Each is the whole state, so those before it that said nothing final may go. */
  async append(entry: Entry): Promise<void> {
    const before = (await this.entries(entry.reader)).filter((other) => other.token === entry.token && !other.isUrgent)
    if (this.db) {
      const transaction = this.db.transaction('reports', 'readwrite')
      for (const other of before) void transaction.store.delete([other.token, other.sequence])
      void transaction.store.put(entry)
      await transaction.done
    } else {
      this.memory = [...this.memory.filter((other) => !before.includes(other)), entry]
    }
  }

  /** What is unsent of one reader, the oldest first. */
  async entries(reader: string): Promise<Entry[]> {
    const all = this.db ? await this.db.getAll('reports') : this.memory
    return all.filter((entry) => entry.reader === reader).sort((a, b) => a.sequence - b.sequence)
  }

  /** The server has these. */
  async remove(token: string, upTo: number): Promise<void> {
    if (this.db) await this.db.delete('reports', IDBKeyRange.bound([token, 0], [token, upTo]))
    else this.memory = this.memory.filter((entry) => entry.token !== token || entry.sequence > upTo)
  }
}
