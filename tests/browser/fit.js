// Measures a page as it stands: what a reader with large type, a narrow phone or thick fingers
// would miss. Needs watch.js. Every fault is one line of text; none is good.
(() => {
  const fit = (window.patrolFit = {})
  const SLACK = 1 // px; what rounding may cost
  const MANY = 'li:nth-child(n + 13) *' // a dozen lines of a list tell as much as all of them
  const BARS = 0.5 // of the height, for all that sticks together
  const DENSE = 'table.dense tbody *' // a mouse's: all of a row opens it
  // What sits in its label is held by the label.
  const LABELLED = '[type="radio"], [type="checkbox"]'
  const HELD = `a[href], button, select, textarea, input:not([type="file"], label > :is(${LABELLED})), label:has(input[type="file"], > :is(${LABELLED})), [role="button"], [role="switch"]`

  const frame = () => new Promise((resolve) => requestAnimationFrame(() => resolve()))
  // The page takes its new look, then the bars measure themselves.
  const still = async () => {
    for (let n = 0; n < 3; n += 1) await frame()
  }
  // The citizen's page keeps its choices to itself: there the marks are set that they lead to.
  const marks = {
    set care(care) {
      document.documentElement.dataset.mode = care ? 'care' : 'normal'
    },
    set theme(theme) {
      document.documentElement.dataset.theme = theme === 'dark' ? 'dark' : 'light'
    },
  }
  const preferences = () =>
    document.querySelector('#app').__vue_app__.config.globalProperties.$pinia?._s.get('preferences') ?? marks
  fit.dress = async (wish) => {
    Object.assign(preferences(), wish)
    await still()
  }
  fit.speak = async (locale) => {
    preferences().locale = locale
    while (document.documentElement.lang !== locale) await frame()
    await window.patrolWatch.settle()
  }

  // How readers come by larger type: a browser sets the root's, WeChat on iOS adjusts the body's.
  const ENLARGED = {
    root: (percent) => (document.documentElement.style.fontSize = percent),
    body: (percent) => document.body.style.setProperty('text-size-adjust', percent),
  }

  // The faults in both modes at each size of type (percent of the browser's own), both ways.
  fit.sweep = async (sizes) => {
    const faults = []
    for (const care of [false, true]) {
      preferences().care = care
      for (const [way, percent] of sizes) {
        ENLARGED[way](`${percent}%`)
        await still()
        const how = `${innerWidth} px, ${way} ${percent} %${care ? ', care' : ''}`
        for (const fault of measure(care, percent)) faults.push(`${how}: ${fault}`)
        ENLARGED[way](null)
      }
    }
    return faults
  }

  function measure(care, size) {
    const seen = new Map()
    const lines = visibleLines(seen)
    return [
      ...sideways(),
      ...hidden(lines, seen),
      ...overlapping(lines.filter((line) => !line.stuck)),
      ...small(lines, care ? (18 * size) / 100 : 0),
      ...targets(care ? 60 : 44),
      ...bars(seen),
      ...covered(),
      ...torn(),
      ...dotted(),
    ]
  }

  const name = (element) => {
    const words = (element.innerText || element.getAttribute('aria-label') || element.id || '').trim().slice(0, 24)
    return `${element.localName}${element.classList.length ? `.${element.classList[0]}` : ''} "${words}"`
  }

  function look(element, seen) {
    if (!seen.has(element)) seen.set(element, { style: getComputedStyle(element), box: element.getBoundingClientRect() })
    return seen.get(element)
  }

  // Each line of text that can be seen, with the element that holds it; but for drawings.
  function visibleLines(seen) {
    const lines = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const range = document.createRange()
    while (walker.nextNode()) {
      const node = walker.currentNode
      const holder = node.parentElement
      if (!node.data.trim() || holder.matches(MANY) || holder.closest('svg, script, option, select, .visually-hidden, .leaflet-container, .part > i')) continue
      if (!holder.checkVisibility({ visibilityProperty: true })) continue
      range.selectNodeContents(node)
      const stuck = around(holder).some((element) => isStuck(look(element, seen).style))
      for (const box of range.getClientRects()) if (box.width > 1) lines.push({ holder, box, stuck, text: node.data.trim() })
    }
    return lines
  }

  const around = (element) => {
    const found = []
    for (let at = element; at && at !== document.documentElement; at = at.parentElement) found.push(at)
    return found
  }
  const isStuck = ({ position }) => position === 'sticky' || position === 'fixed'

  function* sideways() {
    const root = document.documentElement
    if (root.scrollWidth > root.clientWidth) yield `scrolls sideways: ${root.scrollWidth} px`
  }

  // Text cut off by a box around it, or standing out of its coloured or framed ground.
  function* hidden(lines, seen) {
    for (const { holder, box } of lines) {
      if (box.right > innerWidth + SLACK || box.left < -SLACK) yield `off the screen: ${name(holder)}`
      // The glyphs' own box is taller than a tight line.
      const leeway = SLACK + box.height / 4
      let grounded = false
      let scrolls = false
      for (const element of around(holder)) {
        const { style, box: outer } = look(element, seen)
        if (style.display === 'inline' || style.display === 'contents') continue
        const isWide = box.right > outer.right + SLACK || box.left < outer.left - SLACK
        const isTall = box.bottom > outer.bottom + leeway || box.top < outer.top - leeway
        const isGround = !grounded && element !== document.body && (style.backgroundColor !== 'rgba(0, 0, 0, 0)' || parseFloat(style.borderTopWidth) > 0)
        if (isWide && (style.overflowX !== 'visible' || isGround)) yield `cut at the side: ${name(holder)} by ${name(element)}`
        scrolls ||= /auto|scroll/.test(style.overflowY)
        if (isTall && !scrolls && (/hidden|clip/.test(style.overflowY) || isGround)) yield `cut above or below: ${name(holder)} by ${name(element)}`
        grounded ||= isGround
        if (isStuck(style)) break
      }
    }
  }

  function* overlapping(lines) {
    const sorted = [...lines].sort((a, b) => a.box.top - b.box.top)
    for (const [i, a] of sorted.entries()) {
      for (let j = i + 1; j < sorted.length && sorted[j].box.top < a.box.bottom; j += 1) {
        const b = sorted[j]
        const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left)
        const down = Math.min(a.box.bottom, b.box.bottom) - b.box.top
        if (across > 2 && down > Math.min(a.box.height, b.box.height) / 2) yield `one over the other: ${name(a.holder)} and ${name(b.holder)}`
      }
    }
  }

  function* small(lines, least) {
    for (const { holder } of lines) {
      const px = parseFloat(getComputedStyle(holder).fontSize)
      if (px < least - 0.1) yield `type of ${px} px: ${name(holder)}`
    }
  }

  function* targets(least) {
    for (const element of document.querySelectorAll(HELD)) {
      const { width, height } = element.getBoundingClientRect()
      if (element.matches(`${MANY}, ${DENSE}`) || element.closest('svg') || width === 0 || !element.checkVisibility({ visibilityProperty: true })) continue
      if (Math.min(width, height) < least - 0.5) yield `target of ${Math.round(width)} x ${Math.round(height)} px: ${name(element)}`
    }
  }

  // What sticks at the bottom can be touched without scrolling, whatever else sticks there.
  function* covered() {
    for (const button of document.querySelectorAll('.action:not(.loose) button')) {
      const { left, top, width, height } = button.getBoundingClientRect()
      const found = width ? document.elementFromPoint(left + width / 2, top + height / 2) : button
      if (found?.closest('.van-popup, .van-overlay')) continue // asks for an answer first
      if (!button.contains(found)) yield `covered: ${name(button)} by ${found ? name(found) : 'the edge'}`
    }
  }

  // A rate and its sign, the halves of a receipt's code, a group of a longer code: each is read as one.
  const WHOLE = /\d[\d.,]*\s?%|\b[0-9A-Z]{4}-[0-9A-Z]{4}\b|\b[0-9A-Z]{4,5}\b/g

  function* torn() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const range = document.createRange()
    while (walker.nextNode()) {
      const node = walker.currentNode
      if (node.parentElement.closest('svg, script, option, select, .visually-hidden')) continue
      for (const { index, 0: text } of node.data.matchAll(WHOLE)) {
        range.setStart(node, index)
        range.setEnd(node, index + text.length)
        const tops = [...range.getClientRects()].filter(({ width }) => width > 1).map(({ top }) => top)
        if (Math.max(...tops) - Math.min(...tops) > 2) yield `torn apart: ${text} in ${name(node.parentElement)}`
      }
    }
  }

  // The dot before a part that begins a line stands outside of the line's box, where nothing shows.
  function* dotted() {
    for (const part of document.querySelectorAll('.dots > .part')) {
      const line = part.parentElement
      const gap = part.previousElementSibling.getClientRects()
      const [first] = part.getClientRects()
      const goesOn = [...gap].some(({ top, height, width }) => width > 1 && Math.abs(top + height / 2 - first.top - first.height / 2) < height / 2)
      const isOutside = first.left < line.getBoundingClientRect().left + SLACK && getComputedStyle(line).clipPath !== 'none'
      if (first && !goesOn && !isOutside) yield `begins with a dot: ${name(part)}`
    }
  }

  // What waits above the edge until it has the focus covers nothing.
  function* bars(seen) {
    const stuck = [...seen].filter(([element, { style, box }]) => isStuck(style) && box.height > 0 && box.bottom > 0 && box.width > 0.8 * innerWidth && !element.matches('.van-overlay, .van-popup'))
    const height = stuck.reduce((sum, [, { box }]) => sum + box.height, 0)
    if (height > BARS * innerHeight) yield `bars cover ${Math.round(height)} of ${innerHeight} px`
  }
})()
