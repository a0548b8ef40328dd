using System.Runtime.ExceptionServices;
using Npgsql;

namespace IzzyPS.Storage.Postgres;

/// <summary>
/// Opens every connection to PostgreSQL. The server that answers may be a false server. Its answers can make Npgsql throw any exception, or compute for
/// hours (the iteration count of SCRAM), and Npgsql's own time limit covers only the waiting for the network. For this reason each connection is
/// opened on its own thread. The thread is abandoned when the time is over or the command is stopped. As a background thread it does not keep the
/// process from ending.
/// </summary>
internal static class PostgresConnector
{
    /// <summary>
    /// Reads a setting that must be <c>origin</c>. Any other value turns triggers and foreign keys off. A role or a database may have another
    /// value.
    /// </summary>
    private const string TriggersAreOn = "SELECT pg_catalog.current_setting('session_replication_role')";

    /// <summary>Opens a connection.</summary>
    /// <param name="address">The address of the ledger.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="LedgerException">The connection could not be opened. The fault is always <see cref="LedgerFault.Storage"/>.</exception>
    /// <exception cref="OperationCanceledException">The command is stopped.</exception>
    internal static NpgsqlConnection Open(PostgresAddress address, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var opening = new TaskCompletionSource<NpgsqlConnection>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => Run(address, opening)) { IsBackground = true, Name = "IzzyPS: connecting" }.Start();
        try
        {
            if (!opening.Task.Wait(address.OpeningLimit, stop))
                throw PostgresFaults.CreateNoAnswer(address);
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(PostgresFaults.TranslateOpening(exception.InnerException!, address));
        }
        finally
        {
            // Nobody waits for the result any more. A connection that opens later is closed, and a later exception is ignored.
            if (!opening.Task.IsCompletedSuccessfully)
                _ = opening.Task.ContinueWith(Abandon, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        return opening.Task.Result;
    }

    private static void Run(PostgresAddress address, TaskCompletionSource<NpgsqlConnection> opening)
    {
        var connection = new NpgsqlConnection(address.ConnectionString);
        try
        {
            connection.Open();
            using (var command = new NpgsqlCommand(TriggersAreOn, connection) { CommandTimeout = (int)address.OpeningLimit.TotalSeconds })
            {
                if (command.ExecuteScalar() is not "origin")
                    throw PostgresFaults.CreateTriggersAreOff(address);
            }

            opening.SetResult(connection);
        }
#pragma warning disable CA1031 // A false server can make Npgsql throw any exception. An uncaught exception would end the process.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            connection.Dispose();
            opening.SetException(exception);
        }
    }

    private static void Abandon(Task<NpgsqlConnection> opening)
    {
        if (opening.IsCompletedSuccessfully)
            opening.Result.Dispose();
        else
            _ = opening.Exception;
    }
}
