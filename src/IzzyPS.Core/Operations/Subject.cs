namespace IzzyPS.Operations;

/// <summary>What an operation is about. A subject has at most one open operation.</summary>
/// <param name="Kind">The kind of subject: <c>Vehicle</c>.</param>
/// <param name="Key">The key of the subject: a vehicle's key. Messages name the subject by it.</param>
internal readonly record struct Subject(string Kind, string Key)
{
    public override string ToString() => Key;
}
