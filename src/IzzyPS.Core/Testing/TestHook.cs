using IzzyPS.Connections;

namespace IzzyPS.Testing;

/// <summary>
/// The <c>IZZYPS_TEST_…</c> variables. They count only where <c>IZZYLEASE_API_BASE_URL</c> is this machine's own: one that was left in the
/// environment by mistake does nothing to a real account.
/// </summary>
internal static class TestHook
{
    /// <summary>A variable's value; null where it is not set or does not count.</summary>
    internal static string? Read(string variable) =>
        Uri.TryCreate(Environment.GetEnvironmentVariable(DealerEnvironment.BaseUriVariable), UriKind.Absolute, out var address) && address.IsLoopback
        && Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
            ? value
            : null;
}
