// Runs in every page before the product's own script: counts what a finger does.
;(() => {
  window.patrolTaps = 0
  addEventListener('pointerdown', ({ isTrusted }) => (window.patrolTaps += Number(isTrusted)), true)
})()
