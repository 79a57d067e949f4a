/** Links by which a phone's map apps open a place. Pure. */
import { gcj02Of } from './datum'

export interface Way {
  /** Key of its name below `way`. */
  app: 'phone' | 'amap' | 'tencent' | 'baidu'
  href: string
}

const degrees = (value: number): string => value.toFixed(6)

/** `geo:` takes WGS-84, the apps take GCJ-02. */
export function waysTo({ name, lon, lat }: { name: string; lon: number; lat: number }): Way[] {
  const label = encodeURIComponent(name)
  const here = `${degrees(lat)},${degrees(lon)}`
  const [x, y] = gcj02Of(lon, lat).map(degrees)
  return [
    { app: 'amap', href: `https://uri.amap.com/marker?position=${x},${y}&name=${label}&coordinate=gaode&callnative=1` },
    { app: 'tencent', href: `https://apis.map.qq.com/uri/v1/marker?marker=coord:${y},${x};title:${label}` },
    {
      app: 'baidu',
      href: `https://api.map.baidu.com/marker?location=${y},${x}&title=${label}&content=${label}&coord_type=gcj02&output=html`,
    },
    { app: 'phone', href: `geo:${here}?q=${here}(${label})` },
  ]
}
