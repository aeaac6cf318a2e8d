/** The smallest way for one module to tell others that something changed. */

export class Emitter<T> {
  private listeners: ((value: T) => void)[] = []

  on(listener: (value: T) => void): void {
    this.listeners.push(listener)
  }

  emit(value: T): void {
    for (const listener of this.listeners) listener(value)
  }
}
