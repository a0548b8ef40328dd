using System.Runtime.ExceptionServices;
using Npgsql;

namespace IzzyPS.Storage.Postgres;

/// <summary>
/// Opens every connection to PostgreSQL. Whoever answers may be a false server: its answers can make Npgsql throw anything, or compute
/// for hours (the iteration count of SCRAM), and Npgsql's own time limit covers only its waiting for the network. So a connection is
/// opened on a thread of its own, which is abandoned when the time is over or the command is stopped. It does not keep the process
/// from ending.
/// </summary>
internal static class PostgresConnector
{
    /// <summary>Any other value turns triggers and foreign keys off. A role or a database may have been given it.</summary>
    private const string TriggersAreOn = "SELECT pg_catalog.current_setting('session_replication_role')";

    /// <summary>Opens a connection.</summary>
    /// <param name="address">Where.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="LedgerException">No connection came about; the fault is always <see cref="LedgerFault.Storage"/>.</exception>
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
            // Nobody waits any more: a connection that comes about all the same is closed, and what breaks is nobody's.
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
#pragma warning disable CA1031 // A false server can make Npgsql throw anything. Uncaught, it would end the process.
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
