/** Stroked paths on a 24 px grid. Own drawings: an icon font would cost more than all of them. */
export const ICONS = {
  back: 'M15 5l-7 7 7 7',
  next: 'M9 5l7 7-7 7',
  down: 'M5 9l7 7 7-7',
  close: 'M6 6l12 12M18 6L6 18',
  minus: 'M5 12h14',
  whole: 'M9 4H4v5M15 4h5v5M9 20H4v-5M15 20h5v-5',
  plus: 'M12 5v14M5 12h14',
  check: 'M5 12.5l5 5L19.5 7',
  phone:
    'M6.5 4h3l1.5 4-2 1.5a11 11 0 0 0 5.5 5.5l1.5-2 4 1.5v3a2 2 0 0 1-2.2 2A16.5 16.5 0 0 1 4.5 6.2 2 2 0 0 1 6.5 4z',
  camera: 'M4 8h3.5L9 5.5h6L16.5 8H20v11H4zM12 16.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z',
  album: 'M4 5h16v14H4zM4 16l5-5 4 4 2.5-2.5L20 17M15.5 9.5h.01',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5L20 20',
  pin: 'M12 21s7-6.2 7-11.5a7 7 0 1 0-14 0C5 14.8 12 21 12 21zM12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  upload: 'M12 16V5M7 9.5L12 4.5l5 5M5 19.5h14',
  map: 'M3.5 6.5l5.5-2 6 2 5.5-2v13l-5.5 2-6-2-5.5 2zM9 4.5v13M15 6.5v13',
  outbox: 'M12 15V4M7.5 8.5L12 4l4.5 4.5M4 14v5.5h16V14',
  today: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 15.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z',
  coverage: 'M12 3a9 9 0 1 0 9 9h-9zM16 3.6A9 9 0 0 1 20.4 8',
  reviews: 'M8 4h8v3H8zM8 5.5H5.5V20h13V5.5H16M9 13l2.2 2.2L15.2 11',
  findings: 'M12 4L2.8 20h18.4zM12 10v4.5M12 17.3v.01',
  sites: 'M4 20V9l8-5 8 5v11M9.5 20v-6h5v6',
  accounts:
    'M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20a6.5 6.5 0 0 1 13 0M15.5 4.8a3.5 3.5 0 0 1 0 6.4M17.5 14.3a6.5 6.5 0 0 1 4 5.7',
  supervision: 'M4 20h16M6 20v-6h3v6M10.5 20V6h3v14M15 20v-9h3v9',
  'tip-groups': 'M3.5 6h17v12h-17zM4 7l8 6 8-6',
  pay: 'M3.5 6.5h17v11h-17zM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  me: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5a7.5 7.5 0 0 1 15 0',
} as const

export type IconName = keyof typeof ICONS
