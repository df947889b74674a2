/* A sound device for programs that know ALSA and nothing else, on machines that have none: what is recorded is a tone
 * of PEAL_TONE_HERTZ (16 bits, mono, 8000 a second), at the pace of real time; what is played goes nowhere. Loaded before
 * libasound; its "null" plugin stands behind everything that is not below. */
#define _GNU_SOURCE
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#define RATE 8000

static int64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static void sleep_until(int64_t due) {
  const struct timespec at = {due / 1000000000LL, due % 1000000000LL};
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL);
}

long snd_pcm_readi(void* device, void* buffer, unsigned long frames) {
  static int64_t begun, given;
  (void)device;
  const char* wanted = getenv("PEAL_TONE_HERTZ");
  const double hertz = wanted ? atof(wanted) : 900;
  const int64_t now = now_ns();
  /* A program that pauses recording finds no backlog afterwards. */
  if (begun == 0 || now - begun > (given + RATE) * 1000000000LL / RATE) begun = now - given * 1000000000LL / RATE;
  int16_t* sample = buffer;
  for (unsigned long i = 0; i < frames; ++i) sample[i] = (int16_t)lround(8000 * sin(2 * M_PI * hertz * (double)(given + (int64_t)i) / RATE));
  given += (int64_t)frames;
  sleep_until(begun + given * 1000000000LL / RATE);
  return (long)frames;
}

long snd_pcm_writei(void* device, const void* buffer, unsigned long frames) {
  (void)device;
  (void)buffer;
  return (long)frames;
}
