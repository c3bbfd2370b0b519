// Service worker for the buttons of notifications, and nothing else: it hands a click to the open pages.
self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(handOver(event))
})

async function handOver({ action, notification }) {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  for (const page of pages) page.postMessage({ ...notification.data, action })
  if (action !== '') return
  if (pages.length === 0) await self.clients.openWindow('./')
  else await pages[0].focus()
}
