namespace IzzyPS;

/// <summary>The kinds of operations on cars, by the words of the journal.</summary>
internal static class OperationKind
{
    /// <summary><c>POST /external/cars</c>: not idempotent, so it is retried only when the server provably did nothing.</summary>
    internal const string Create = "Create";

    /// <summary><c>PUT /external/cars/{id}</c>.</summary>
    internal const string Update = "Update";

    /// <summary><c>DELETE /external/cars/{id}</c>.</summary>
    internal const string Close = "Close";
}
