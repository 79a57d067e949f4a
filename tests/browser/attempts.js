// Runs in every page before the product's own script: notes each attempt to send something, when
// it began and ended by the page's own clock, and whether what came back was its true receipt.
(() => {
  const attempts = (window.patrolAttempts = [])

  function named(method, path, body) {
    const photo = /\/api\/v1\/photos\/([0-9a-f]{64})$/.exec(path)
    if (method === 'PUT' && photo) return photo[1]
    if (method !== 'POST' || !/\/api\/v1\/checkins(\/batch)?$/.test(path)) return null
    // Of many that go together, the first.
    return JSON.parse(new TextDecoder().decode(body).split('\n')[0]).id
  }

  function isReceipt(request, item) {
    if (request.status !== 200 && request.status !== 201) return false
    try {
      const told = JSON.parse(request.responseText.split('\n')[0])
      return [told?.sha256, told?.facts?.id, told?.receipt?.facts?.id].includes(item)
    } catch {
      return false
    }
  }

  const { open, send } = XMLHttpRequest.prototype

  XMLHttpRequest.prototype.open = function (method, path, ...rest) {
    this.patrolAsked = [method, String(path)]
    return open.call(this, method, path, ...rest)
  }

  XMLHttpRequest.prototype.send = function (body) {
    const item = named(...this.patrolAsked, body)
    if (item) {
      const together = this.patrolAsked[1].endsWith('/batch')
      const attempt = { item, together, began: Date.now(), ended: null, ok: false }
      attempts.push(attempt)
      this.addEventListener('load', () => (attempt.ok = isReceipt(this, item)))
      this.addEventListener('loadend', () => (attempt.ended = Date.now()))
    }
    return send.call(this, body)
  }
})()
