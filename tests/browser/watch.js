// Runs in every page before the product's own script: counts what is under way and keeps what
// the server told, so that a test can wait for a page and tell data from wording.
(() => {
  const watch = (window.patrolWatch = { pending: 0, told: [] })
  const real = window.fetch
  window.fetch = async (...asked) => {
    watch.pending += 1
    try {
      const answer = await real(...asked)
      if (answer.headers.get('Content-Type')?.includes('json')) watch.told.push(await answer.clone().text())
      return answer
    } finally {
      watch.pending -= 1
    }
  }

  const send = XMLHttpRequest.prototype.send
  XMLHttpRequest.prototype.send = function (body) {
    watch.pending += 1
    this.addEventListener('loadend', () => (watch.pending -= 1))
    return send.call(this, body)
  }

  const frame = () => new Promise((resolve) => requestAnimationFrame(() => resolve()))

  const mounted = () => document.querySelector('#app')?.__vue_app__

  // Resolves when the page is there, nothing is under way and nothing a placeholder any more.
  watch.settle = async () => {
    while (!mounted()) await frame()
    for (let calm = 0; calm < 3; ) {
      await frame()
      const busy = watch.pending > 0 || document.querySelector('[aria-busy="true"], .van-button--loading')
      calm = busy ? 0 : calm + 1
    }
  }

  // Goes to a page as a tap on a link does, and resolves to where that led.
  watch.go = async (path) => {
    while (!mounted()) await frame()
    await mounted().config.globalProperties.$router.push(path)
    await watch.settle()
    return location.pathname + location.search
  }

  // Every text that a person reads or hears.
  watch.texts = () => {
    const found = [document.title, document.body.innerText]
    for (const element of document.querySelectorAll('[aria-label], [placeholder], [alt], [title]')) {
      for (const name of ['aria-label', 'placeholder', 'alt', 'title']) found.push(element.getAttribute(name) ?? '')
    }
    return found
  }
})()
