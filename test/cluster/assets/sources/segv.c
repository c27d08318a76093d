/* Reads from address 0, so the kernel ends it with SIGSEGV (exit code 139). */
int main(void) {
  return *(volatile int *)0;
}
