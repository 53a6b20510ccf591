package dev.cloakroom.sandbox;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The kernel's calls as one kind of processor numbers them.
///
/// @param architecture the kernel's word for the processor (AUDIT_ARCH)
/// @param refused the calls that no program in a container has use for
/// @param cloning `clone`, which makes processes, and namespaces
/// @param cloningAnew `clone3`, whose flags lie in memory; programs make do with `clone`
/// @param foreign from here on numbers are those of another kind of program (x32); null for none
record SystemCalls(
    int architecture,
    List<Integer> refused,
    int cloning,
    int cloningAnew,
    int ioctl,
    int personality,
    int socket,
    @Nullable Integer foreign) {
  /// The highest that is known here (mseal). Programs ask for newer ones with care.
  static final int HIGHEST = 462;

  /// Each name with its numbers on amd64 and arm64, `-` where there is none. What they do: mount,
  /// make namespaces, load code into the kernel, open files past their folders, set the machine's
  /// clock and name, keep keys that are not per container, watch the whole machine.
  private static final String TABLE =
      """
      _sysctl 156 -              acct 163 89                add_key 248 217
      bpf 321 280                chroot 161 51              clock_settime 227 112
      create_module 174 -        delete_module 176 106      fanotify_init 300 262
      finit_module 313 273       fsconfig 431 431           fsmount 432 432
      fsopen 430 430             fspick 433 433             get_kernel_syms 177 -
      get_mempolicy 239 236      init_module 175 105        io_uring_enter 426 426
      io_uring_register 427 427  io_uring_setup 425 425     ioperm 173 -
      iopl 172 -                 kcmp 312 272               kexec_file_load 320 294
      kexec_load 246 104         keyctl 250 219             listmount 458 458
      lookup_dcookie 212 18      mbind 237 235              migrate_pages 256 238
      mount 165 40               mount_setattr 442 442      move_mount 429 429
      move_pages 279 239         name_to_handle_at 303 264  nfsservctl 180 42
      open_by_handle_at 304 265  open_tree 428 428          perf_event_open 298 241
      pidfd_getfd 438 438        pivot_root 155 41          process_madvise 440 440
      query_module 178 -         quotactl 179 60            quotactl_fd 443 443
      reboot 169 142             request_key 249 218        set_mempolicy 238 237
      set_mempolicy_home_node 450 450                       setdomainname 171 162
      sethostname 170 161        setns 308 268              settimeofday 164 170
      statmount 457 457          swapoff 168 225            swapon 167 224
      sysfs 139 -                syslog 103 116             umount2 166 39
      unshare 272 97             uselib 134 -               userfaultfd 323 282
      ustat 136 -                vhangup 153 58
      """;

  SystemCalls {
    refused = List.copyOf(refused);
  }

  private static final SystemCalls AMD64 =
      new SystemCalls(0xC000_003E, column(1), 56, 435, 16, 135, 41, 0x4000_0000);
  private static final SystemCalls ARM64 =
      new SystemCalls(0xC000_00B7, column(2), 220, 435, 29, 92, 198, null);

  /// Those of a machine that calls itself that (`os.arch`); empty for one not known here.
  static Optional<SystemCalls> of(String machine) {
    return switch (machine) {
      case "amd64", "x86_64" -> Optional.of(AMD64);
      case "aarch64", "arm64" -> Optional.of(ARM64);
      default -> Optional.empty();
    };
  }

  private static List<Integer> column(int which) {
    return TABLE
        .lines()
        .flatMap(line -> List.of(line.strip().split(" {2,}", -1)).stream())
        .map(entry -> entry.split(" ", -1)[which])
        .filter(number -> !number.equals("-"))
        .map(Integer::valueOf)
        .toList();
  }
}
