/** An error that the framework caught: told like any other, so that `early.ts` looks whether it left a blank page. */
export function tellError(error: unknown): void {
  window.dispatchEvent(new ErrorEvent('error', { error, message: String(error) }))
}
