using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;

namespace IzzyPS.Storage.Postgres;

/// <summary>What PostgreSQL and the network say, in the ledger's words: which database, what is wrong, what to do.</summary>
internal static class PostgresFaults
{
    private const string IdleInTransaction = "25P03";
    private const string Refused = "the server refused; see its log, and run it again";
    private const string ConnectionLost = "the connection was lost or refused; run it again";

    internal static Exception Translate(NpgsqlException exception, PostgresAddress address) => exception is not PostgresException fault
        ? TranslateConnection(exception, address)
        : fault.SqlState switch
        {
            PostgresErrorCodes.UniqueViolation =>
                new LedgerException(LedgerFault.Conflict, $"The ledger '{address.Location}' refused a write: {fault.MessageText}", fault) { RefusedBy = FindConstraint(fault.ConstraintName) },
            PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.UndefinedFunction
                or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted =>
                LedgerRefusal.CreateCorrupt(address.Location, fault.MessageText, fault),
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => CreateStorage(
                address, "the server refuses the user; check name and password in the address", fault),
            PostgresErrorCodes.InvalidCatalogName => CreateStorage(address, "the server has no such database; make it, or check the address", fault),
            PostgresErrorCodes.InsufficientPrivilege => CreateStorage(
                address, "this user may not do that; it must own the ledger's schema or, for a new one, may create schemas", fault),
            IdleInTransaction => CreateStorage(address, "this machine stood still in the middle of a write, and the server ended it; run it again", fault),
            PostgresErrorCodes.DiskFull => CreateStorage(address, "the server's disk is full; free some space there and run it again", fault),
            PostgresErrorCodes.ReadOnlySqlTransaction => CreateStorage(address, "the server is read-only, a standby perhaps; name the primary", fault),
            PostgresErrorCodes.TooManyConnections => CreateStorage(address, "the server has no connection left; run it again later", fault),
            _ when fault.SqlState.StartsWith("23", StringComparison.Ordinal) =>
                new InvalidOperationException($"The ledger '{address.Location}' refused a write: {fault.MessageText}", fault),
            _ => CreateStorage(address, Refused, fault),
        };

    /// <summary>The unique key that refused a row.</summary>
    private static LedgerConstraint FindConstraint(string? name) => name switch
    {
        "vehicle_remote" => LedgerConstraint.RemoteId,
        "operation_open" => LedgerConstraint.OpenOperation,
        _ => LedgerConstraint.Key,
    };

    /// <summary>
    /// What broke while a connection was opened. It says nothing about the ledger, whatever it is: a false server can name any error, and
    /// one that says "damaged" must not have the ledger replaced.
    /// </summary>
    internal static LedgerException TranslateOpening(Exception exception, PostgresAddress address) => exception switch
    {
        LedgerException fault => fault,
        PostgresException fault => Translate(fault, address) is LedgerException { Fault: LedgerFault.Storage } known ? known : CreateStorage(address, Refused, fault),
        SocketException or TimeoutException or NpgsqlException { InnerException: TimeoutException } => CreateUnreached(exception, address),
        NpgsqlException fault when TranslateConnection(fault, address) is var known && (fault.InnerException is IOException || !known.Message.Contains(ConnectionLost, StringComparison.Ordinal)) => known,
        _ => CreateStorage(address, $"the server does not answer as PostgreSQL does ({exception.GetType().Name}); check host and port, and that nobody stands between"),
    };

    /// <summary>Neither a connection nor a refusal came about in time, though something takes connections there.</summary>
    internal static LedgerException CreateNoAnswer(PostgresAddress address) => CreateStorage(
        address,
        string.Create(CultureInfo.InvariantCulture, $"the server does not answer as PostgreSQL does: no connection came about in {address.OpeningLimit.TotalSeconds:0} s; check host and port, and that nobody stands between"));

    internal static LedgerException CreateTriggersAreOff(PostgresAddress address) => CreateStorage(
        address, "session_replication_role is not 'origin', so that the ledger's triggers and keys would not work; take the setting from the role and the database (ALTER ROLE … RESET session_replication_role)");

    /// <summary>What broke before the server said anything about a statement.</summary>
    private static LedgerException TranslateConnection(NpgsqlException exception, PostgresAddress address) => exception switch
    {
        { InnerException: SocketException } => CreateUnreached(exception, address),
        { InnerException: AuthenticationException } => CreateStorage(
            address, "the server's certificate is not right for this host; check the host's name in the address, or name its authority with ?sslrootcert=/path/to/ca.pem", exception),
        _ when exception.Message.StartsWith("SSL connection requested", StringComparison.Ordinal) => CreateStorage(
            address, "the server offers no TLS, without which nobody knows who it is; switch ssl on there. No password was sent", exception),
        _ when exception.Message.Contains("authentication method is not allowed", StringComparison.Ordinal) => CreateStorage(
            address, "the server does not ask for SCRAM: it would get the password, or takes anybody. Set scram-sha-256 in its pg_hba.conf and password_encryption, and set the password anew. No password was sent", exception),
        _ => CreateStorage(address, ConnectionLost, exception),
    };

    internal static LedgerException CreateStorage(PostgresAddress address, string what, Exception? exception = null) => new(
        LedgerFault.Storage,
        $"The ledger '{address.Location}' can't be used: {what}.{(exception is null ? string.Empty : $" ({GetMessage(exception)})")} Nothing was written halfway.",
        exception);

    /// <summary>No connection came about.</summary>
    internal static LedgerException CreateUnreached(Exception exception, PostgresAddress address) =>
        CreateStorage(address, "the server can't be reached; check host and port, and that it runs", exception);

    /// <summary>A connection that broke between two statements: Npgsql has no exception of its own for it.</summary>
    internal static LedgerException CreateBroken(InvalidOperationException exception, PostgresAddress address) => CreateStorage(address, ConnectionLost, exception);

    private static string GetMessage(Exception exception) => exception is PostgresException fault
        ? $"{fault.SqlState}: {fault.MessageText}"
        : exception.InnerException?.Message ?? exception.Message;
}
