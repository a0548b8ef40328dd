namespace IzzyPS;

/// <summary>What operations on cars do, as the journal names it.</summary>
internal static class OperationKind
{
    /// <summary><c>POST /external/cars</c>: not idempotent, sent blindly at most once.</summary>
    internal const string Create = "Create";

    /// <summary><c>PUT /external/cars/{id}</c>.</summary>
    internal const string Update = "Update";

    /// <summary><c>DELETE /external/cars/{id}</c>.</summary>
    internal const string Close = "Close";
}
