using System.Globalization;

namespace IzzyPS.Testing;

/// <summary>
/// Lets a test shorten the lease of a ledger in a database, which a killed run holds until its time is over:
/// <c>IZZYPS_TEST_LEASE_SECONDS=2</c>, together with an <c>IZZYLEASE_TIMEOUT</c> of less than half of it.
/// </summary>
internal static class TestLease
{
    internal const string Variable = "IZZYPS_TEST_LEASE_SECONDS";

    /// <summary>The time that a test asks for; null where none does.</summary>
    internal static TimeSpan? Time { get; } =
        TestHook.Read(Variable) is { } text && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds > 0
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
