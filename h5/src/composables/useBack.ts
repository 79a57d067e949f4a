import { useRouter } from 'vue-router'

/** To the page before; to the one that is named where there is none. */
export function useBack(): (otherwise?: string) => void {
  const router = useRouter()
  return (otherwise = '/') => {
    if (window.history.state?.back) router.back()
    else void router.replace(otherwise)
  }
}
