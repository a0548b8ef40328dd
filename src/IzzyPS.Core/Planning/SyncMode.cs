namespace IzzyPS;

/// <summary>What to do with vehicles that are already listed.</summary>
public enum SyncMode
{
    /// <summary>Create the new vehicles and update the changed ones.</summary>
    Upsert = 1,

    /// <summary>Create the new vehicles. A vehicle that is already listed is an error.</summary>
    InsertOnly,
}
