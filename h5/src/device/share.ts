/** Hands a file to another app where the browser can, else saves it among the downloads. */

export type Handed = 'shared' | 'saved' | 'cancelled'

export async function handOver(file: File): Promise<Handed> {
  if (typeof navigator.canShare === 'function' && navigator.canShare({ files: [file] })) {
    try {
      await navigator.share({ files: [file] })
      return 'shared'
    } catch (error) {
      if ((error as DOMException).name === 'AbortError') return 'cancelled'
    }
  }
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = file.name
  link.click()
  // The browser reads the file after the click; a minute is ample even for a slow phone.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
  return 'saved'
}
