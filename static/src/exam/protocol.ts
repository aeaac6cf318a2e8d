/** The attempt protocol as it travels: what the page is given, what the server answers. */

export type Kind = 'answer' | 'flag' | 'strike' | 'visit'
export type AttemptState = 'created' | 'running' | 'paused' | 'submitted' | 'voided'

/** The complete state of one slot after a change; `seq` counts from 1 within a lease. */
export interface AnswerEvent {
  seq: number
  kind: Kind
  slot: number
  selected: string
  flagged: boolean
  struck: string
  seconds: number
  client_at: number
}

export interface SlotResponse {
  slot: number
  selected: string
  flagged: boolean
  struck: string
  seconds: number
  client_at: number
}

export interface Item {
  slot: number
  kind: 'single' | 'multiple'
  stem: string
  options: [string, string][]
}

export interface Section {
  kind: 'single' | 'multiple'
  first: number
  last: number
  points: string
}

/** A test form without its key: immutable, so it is kept on the device under its address. */
export interface FormDocument {
  minutes: number
  kinds: Section[]
  items: Item[]
}

export interface Notice {
  kind: string
  text: string
}

export interface LeaseAnswer {
  token: string
  lease: number
  sequence: number
  head: string
  state: AttemptState
  deadline: number | null
  server_now: number
  document: string
  order: (string | null)[] | null
  responses: SlotResponse[]
  poll_seconds: number
  min_submit_at: number | null
  notice?: Notice | string | null
}

export interface EventsAnswer {
  acked: number
  head: string
  server_now: number
  deadline: number | null
  state: AttemptState
  superseded?: number[]
  late?: number
}

export interface PulseAnswer {
  server_now: number
  deadline: number | null
  state: AttemptState
  lease: number
  notice?: Notice | string | null
}

export interface SubmissionAnswer {
  state: AttemptState
  receipt: string
  result: string
  acked: number
  head: string
}

export interface Urls {
  room: string
  lease: string
  events: string
  pulse: string
  submission: string
  receipt: string
  result: string
  sign_in: string
  presence: string
  home: string
}

export interface RoomData {
  attempt: number
  locale: string
  csrf: string
  title: string
  candidate: { name: string; number: string | null }
  urls: Urls
}
