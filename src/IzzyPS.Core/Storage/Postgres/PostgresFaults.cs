using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;

namespace IzzyPS.Storage.Postgres;

/// <summary>Translates errors of PostgreSQL and of the network. The message names the database and says what is wrong and what to do.</summary>
internal static class PostgresFaults
{
    private const string IdleInTransaction = "25P03";
    private const string Refused = "the server refused; read the server's log, and run the command again";
    private const string ConnectionLost = "the connection was lost or refused; run the command again";

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
                address, "the server refuses the user; check the name and the password in the address", fault),
            PostgresErrorCodes.InvalidCatalogName => CreateStorage(address, "the server has no such database; create the database, or check the address", fault),
            PostgresErrorCodes.InsufficientPrivilege => CreateStorage(
                address, "this user lacks a right; the user must own the ledger's schema or, for a new ledger, be allowed to create schemas", fault),
            IdleInTransaction => CreateStorage(address, "this machine stood still in the middle of a write, and the server ended the write; run the command again", fault),
            PostgresErrorCodes.DiskFull => CreateStorage(address, "the server's disk is full; free some space there and run the command again", fault),
            PostgresErrorCodes.ReadOnlySqlTransaction => CreateStorage(address, "the server is read-only, perhaps a standby; use the address of the primary server", fault),
            PostgresErrorCodes.TooManyConnections => CreateStorage(address, "the server has no free connection; run the command again later", fault),
            _ when fault.SqlState.StartsWith("23", StringComparison.Ordinal) =>
                new InvalidOperationException($"The ledger '{address.Location}' refused a write: {fault.MessageText}", fault),
            _ => CreateStorage(address, Refused, fault),
        };

    /// <summary>Finds the unique key that refused a row.</summary>
    private static LedgerConstraint FindConstraint(string? name) => name switch
    {
        "vehicle_remote" => LedgerConstraint.RemoteId,
        "operation_open" => LedgerConstraint.OpenOperation,
        _ => LedgerConstraint.Key,
    };

    /// <summary>
    /// Translates an error that happened while a connection was opened. Such an error never says anything about the ledger, because a false server can
    /// send any error: the error "damaged" must not lead to a replacement of the ledger.
    /// </summary>
    internal static LedgerException TranslateOpening(Exception exception, PostgresAddress address) => exception switch
    {
        LedgerException fault => fault,
        PostgresException fault => Translate(fault, address) is LedgerException { Fault: LedgerFault.Storage } known ? known : CreateStorage(address, Refused, fault),
        SocketException or TimeoutException or NpgsqlException { InnerException: TimeoutException } => CreateUnreached(exception, address),
        NpgsqlException fault when TranslateConnection(fault, address) is var known && (fault.InnerException is IOException || !known.Message.Contains(ConnectionLost, StringComparison.Ordinal)) => known,
        _ => CreateStorage(address, $"the server does not answer as PostgreSQL does ({exception.GetType().Name}); check host and port, and that no other program answers in the server's place"),
    };

    /// <summary>Creates the error for a server that accepts connections but sends neither a greeting nor a refusal in time.</summary>
    internal static LedgerException CreateNoAnswer(PostgresAddress address) => CreateStorage(
        address,
        string.Create(CultureInfo.InvariantCulture, $"the server does not answer as PostgreSQL does: no connection could be opened in {address.OpeningLimit.TotalSeconds:0} s; check host and port, and that no other program answers in the server's place"));

    internal static LedgerException CreateTriggersAreOff(PostgresAddress address) => CreateStorage(
        address, "session_replication_role is not 'origin', and then the ledger's triggers and keys would not work; remove the setting from the role and the database (ALTER ROLE … RESET session_replication_role)");

    /// <summary>Translates an error of the connection: the server sent no error about a statement.</summary>
    private static LedgerException TranslateConnection(NpgsqlException exception, PostgresAddress address) => exception switch
    {
        { InnerException: SocketException } => CreateUnreached(exception, address),
        { InnerException: AuthenticationException } => CreateStorage(
            address, "the server's certificate is not valid for this host; check the host's name in the address, or name the certificate authority with ?sslrootcert=/path/to/ca.pem", exception),
        _ when exception.Message.StartsWith("SSL connection requested", StringComparison.Ordinal) => CreateStorage(
            address, "the server offers no TLS, and without TLS the server can't prove its identity; switch ssl on there. No password was sent", exception),
        _ when exception.Message.Contains("authentication method is not allowed", StringComparison.Ordinal) => CreateStorage(
            address, "the server does not ask for SCRAM: it would receive the password itself, or accepts any user. Set scram-sha-256 in its pg_hba.conf and password_encryption, and set the password again. No password was sent", exception),
        _ => CreateStorage(address, ConnectionLost, exception),
    };

    internal static LedgerException CreateStorage(PostgresAddress address, string what, Exception? exception = null) => new(
        LedgerFault.Storage,
        $"The ledger '{address.Location}' can't be used: {what}.{(exception is null ? string.Empty : $" ({GetMessage(exception)})")} A change is written completely or not at all.",
        exception);

    /// <summary>Creates the error for a server that can't be reached.</summary>
    internal static LedgerException CreateUnreached(Exception exception, PostgresAddress address) =>
        CreateStorage(address, "the server can't be reached; check host and port, and that the server runs", exception);

    /// <summary>Creates the error for a connection that broke between two statements. Npgsql throws a general exception for this.</summary>
    internal static LedgerException CreateBroken(InvalidOperationException exception, PostgresAddress address) => CreateStorage(address, ConnectionLost, exception);

    private static string GetMessage(Exception exception) => exception is PostgresException fault
        ? $"{fault.SqlState}: {fault.MessageText}"
        : exception.InnerException?.Message ?? exception.Message;
}
