/** What a touch or a key does to an item; every act is one entry in the journal. */
import type { AttemptRoom } from './attempt-room'
import type { Change, Slot } from './answers'
import type { CardActions } from './item-card'
import type { Stopwatch } from './stopwatch'

function toggled(letters: string, letter: string): string {
  const others = letters.replace(letter, '')
  return others === letters ? Array.from(letters + letter).sort().join('') : others
}

export class Choices implements CardActions {
  constructor(
    private readonly room: AttemptRoom,
    private readonly stopwatch: Stopwatch,
    private readonly chosen: (slot: Slot) => void,
  ) {}

  choose(slot: Slot, letter: string): void {
    const isSingle = slot.item.kind === 'single'
    void this.act(slot, 'answer', (now) => ({
      selected: isSingle ? letter : toggled(now.selected, letter),
      struck: now.struck.replace(letter, ''),
    })).then((done) => {
      if (done && isSingle) this.chosen(slot)
    })
  }

  /** A chosen option cannot be struck out: no slip of the finger takes an answer away. */
  strike(slot: Slot, letter: string): void {
    if (!slot.selected.includes(letter)) void this.act(slot, 'strike', (now) => ({ struck: toggled(now.struck, letter) }))
  }

  flag(slot: Slot): void {
    void this.act(slot, 'flag', (now) => ({ flagged: !now.flagged }))
  }

  clear(slot: Slot): void {
    if (slot.selected) void this.act(slot, 'answer', () => ({ selected: '' }))
  }

  markOf(slot: Slot): ReturnType<CardActions['markOf']> {
    return this.room.answers?.mark(slot) ?? 'none'
  }

  isLocked(): boolean {
    return this.room.phase !== 'running'
  }

  private act(slot: Slot, kind: 'answer' | 'strike' | 'flag', change: (now: Slot) => Change): Promise<boolean> {
    this.stopwatch.at(slot)
    return this.room.record(slot, kind, change)
  }
}
