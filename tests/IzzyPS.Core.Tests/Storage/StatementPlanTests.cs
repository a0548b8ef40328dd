using System.Reflection;
using IzzyPS.Ledger.History;
using IzzyPS.Ledger.Listings;
using IzzyPS.Operations.Journaling;
using IzzyPS.Storage;
using IzzyPS.Storage.Sqlite;
using Xunit;

namespace IzzyPS.Tests.Storage;

/// <summary>How SQLite carries out the statements of a commit. A statement that builds a temporary table takes twice as long.</summary>
public sealed class StatementPlanTests
{
    public static TheoryData<string> OpenOperations =>
    [
        $"SELECT o.uuid FROM operation o WHERE {OperationReader.OpenStates}",
        $"SELECT o.uuid FROM operation o WHERE o.subject_id = 1 AND o.subject_kind = 'Vehicle' AND {OperationReader.OpenStates} AND o.state <> 'Planned'",
    ];

    [Theory]
    [InlineData(typeof(OperationTable))]
    [InlineData(typeof(VehicleTable))]
    [InlineData(typeof(HistoryTable))]
    public void Statements_of_a_commit_build_no_temporary_table(Type table)
    {
        using var database = CreateLedger();
        var statements = table.GetFields(BindingFlags.NonPublic | BindingFlags.Static).Where(field => field.FieldType == typeof(RowStatement)).ToList();

        Assert.NotEmpty(statements);
        Assert.All(statements, field => Assert.DoesNotContain("OpenEphemeral", Explain(database, ((RowStatement)field.GetValue(null)!).Sqlite)));
    }

    [Theory]
    [MemberData(nameof(OpenOperations))]
    public void Open_operations_are_found_by_their_index(string sql)
    {
        using var database = CreateLedger();
        using var plan = database.CreateStatement("EXPLAIN QUERY PLAN " + sql);

        Assert.True(plan.Step());
        Assert.Contains("operation_open", plan.GetText(3), StringComparison.Ordinal);
    }

    private static SqliteDatabase CreateLedger()
    {
        var database = SqliteDatabase.CreateInMemory();
        SqliteSchema.Apply(database);
        return database;
    }

    private static List<string> Explain(SqliteDatabase database, string sql)
    {
        var instructions = new List<string>();
        using var rows = database.CreateStatement("EXPLAIN " + sql);
        while (rows.Step())
            instructions.Add(rows.GetText(1)!);
        return instructions;
    }
}
