using System.Globalization;

namespace IzzyPS.Runs.Reporting;

/// <summary>The rejected rows of a file that have the same faults: a thousand rows without a colour are one line of the log.</summary>
/// <param name="Errors">The rows, in the order of the file.</param>
internal sealed record RowErrorGroup(IReadOnlyList<RowError> Errors)
{
    private const int MostExamples = 3;

    /// <summary>Whether the log says every row of the group.</summary>
    internal bool IsSmall => Errors.Count <= MostExamples;

    /// <summary>The number of rows, three of their lines, and the faults of the first.</summary>
    internal string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Errors[0].File}: {Errors.Count:N0} rows (lines {string.Join(", ", Errors.Take(MostExamples).Select(error => error.Line))}, …) have the same faults, for example: {string.Join(" ", Errors[0].Faults.Select(fault => fault.Message))}");

    /// <summary>Groups rejected rows by their file and by the codes and columns of their faults.</summary>
    internal static IEnumerable<RowErrorGroup> Create(IEnumerable<RowError> errors) => errors
        .GroupBy(error => (error.File, string.Join(',', error.Faults.Select(fault => $"{fault.Code} {fault.Field?.Name}"))))
        .Select(group => new RowErrorGroup([.. group]));
}
