import { expect, it } from 'vitest'
import { entryOf } from '@/device/shell'

it.each([
  [
    '<script src="/assets/early.js"></script><script type="module" crossorigin src="/assets/index-1.js"></script>',
    '/assets/index-1.js',
  ],
  ['<script type="module" src="/assets/index-2.js"></script>', '/assets/index-2.js'],
  ['<title>captive portal</title>', ''],
])('finds the script of a page in %s', (html, script) => expect(entryOf(html)).toBe(script))
