namespace IzzyPS.TestHooks;

/// <summary>Shortens the lease of a ledger in PostgreSQL, which a killed run holds until its time is over.</summary>
public static class ShortLease
{
    /// <summary>The seconds that a lease holds; together with an <c>IZZYLEASE_TIMEOUT</c> of less than half of it.</summary>
    public const string Variable = "IZZYPS_TEST_LEASE_SECONDS";
}
