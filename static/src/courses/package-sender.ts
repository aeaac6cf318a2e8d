/** Carries the journal to the server, one request at a time, until every report is acknowledged. */
import type { Entry, Journal } from './package-journal'
import { post } from './post'

export type Saving = 'saving' | 'saved' | 'kept' | 'unsafe' | 'signed-out' | 'refused' | 'elsewhere'

interface Answer {
  acknowledged: number
  superseded: boolean
  refused: string[]
  completed: boolean
}

const BATCH = 20
const SOON = 3_000
const FIRST_WAIT = 2_000
const LONGEST_WAIT = 60_000

export class Sender {
  private timer = 0
  private isBusy = false
  private wait = FIRST_WAIT

  constructor(
    private readonly journal: Journal,
    private readonly reader: string,
    private readonly shown: (saving: Saving) => void,
    private readonly completed: () => void,
  ) {}

  async keep(entry: Entry): Promise<void> {
    await this.journal.append(entry)
    this.shown('saving')
    if (entry.isUrgent) void this.send()
    else this.soon(SOON)
  }

  private soon(wait: number): void {
    if (!this.timer) this.timer = window.setTimeout(() => void this.send(), wait)
  }

  /** Send what there is; true when nothing is left. */
  async send(): Promise<boolean> {
    window.clearTimeout(this.timer)
    this.timer = 0
    if (this.isBusy) {
      this.soon(500)
      return false
    }
    this.isBusy = true
    try {
      return await this.sendAll()
    } finally {
      this.isBusy = false
    }
  }

  private async sendAll(): Promise<boolean> {
    for (;;) {
      const waiting = await this.journal.entries(this.reader)
      const [first] = waiting
      if (!first) return true
      const batch = waiting.filter((entry) => entry.token === first.token).slice(0, BATCH)
      if (!(await this.carry(first, batch))) return false
    }
  }

  private async carry(first: Entry, batch: Entry[]): Promise<boolean> {
    const reports = batch.map(({ sequence, data, elapsed }) => ({ sequence, data, elapsed }))
    const answer = await post(first.url, { token: first.token, reports })
    const last = Math.max(...reports.map((report) => report.sequence))
    if (answer?.ok) return this.settle(first.token, (await answer.json()) as Answer)
    if (answer && [404, 422, 409].includes(answer.status)) {
      await this.journal.remove(first.token, last) // the server will never take it
      this.shown('refused')
      return true
    }
    const isSignedOut = answer !== null && [400, 401, 403].includes(answer.status)
    this.shown(isSignedOut ? 'signed-out' : this.journal.isDurable ? 'kept' : 'unsafe')
    this.soon(this.wait)
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT)
    return false
  }

  private async settle(token: string, answer: Answer): Promise<boolean> {
    await this.journal.remove(token, answer.acknowledged)
    this.wait = FIRST_WAIT
    this.shown(answer.superseded ? 'elsewhere' : 'saved')
    if (answer.completed) this.completed()
    return true
  }
}
