package dev.cloakroom.problem;

/// A failure told to a person: which thing, what happened, what to do; with a stable code.
///
/// The message never holds a secret, a response body, a full URL or process output. Packages throw
/// it as it is, or a subclass of their own where callers tell it apart.
public class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final String code;

  /// A problem with a code in lower-case words joined by hyphens, such as `unknown-account`.
  public Problem(Kind kind, String code, String message) {
    super(message);
    this.kind = kind;
    this.code = code;
  }

  /// The same, with the cause kept for the log.
  public Problem(Kind kind, String code, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.code = code;
  }

  /// What sort it is.
  public Kind kind() {
    return kind;
  }

  /// The stable code.
  public String code() {
    return code;
  }

  /// The message; never null.
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
